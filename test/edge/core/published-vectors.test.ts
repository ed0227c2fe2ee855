/** Tokens that others have signed and published: the keys that the ring finds verify them, and one bit changed breaks them. */
import { compactVerify, importJWK, type JWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { createKeyRing } from '../../../edge/core/key-ring.ts';
import { verifyToken } from '../../../edge/core/verify-token.ts';
import { NOW, TOKEN_POLICY } from '../issuer.ts';

// RFC 7515 Appendix A.2: a JWS of RFC 7519's example claims with RS256.
const RFC7515_A2_KEY: JWK = {
  kty: 'RSA',
  n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
  e: 'AQAB',
};
const RFC7515_A2 =
  'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';
// RFC 7515 Appendix A.3: the same with ES256.
const RFC7515_A3_KEY: JWK = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
};
const RFC7515_A3 =
  'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q';
// RFC 8037 Appendix A.4: Ed25519.
const RFC8037_A4_KEY: JWK = { kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' };
const RFC8037_A4 =
  'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg';
// RFC 7515 Appendix A.1: HS256.
const RFC7515_A1_SECRET = 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow';
const RFC7515_A1 =
  'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
// RFC 7520 section 4.1: RS256, over a text that is no JWT.
const RFC7520_4_1_KEY: JWK = {
  kty: 'RSA',
  kid: 'bilbo.baggins@hobbiton.example',
  use: 'sig',
  n: 'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
  e: 'AQAB',
};
const RFC7520_4_1 =
  'eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg';
// RFC 7520 section 4.3: the same with ES512.
const RFC7520_4_3_KEY: JWK = {
  kty: 'EC',
  kid: 'bilbo.baggins@hobbiton.example',
  use: 'sig',
  crv: 'P-521',
  x: 'AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt',
  y: 'AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1',
};
const RFC7520_4_3 =
  'eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2';

const VECTORS = [
  ['RFC 7515 A.2', 'RS256', RFC7515_A2, [RFC7515_A2_KEY], []],
  ['RFC 7515 A.3', 'ES256', RFC7515_A3, [RFC7515_A3_KEY], []],
  ['RFC 8037 A.4', 'EdDSA', RFC8037_A4, [RFC8037_A4_KEY], []],
  ['RFC 7515 A.1', 'HS256', RFC7515_A1, [], [RFC7515_A1_SECRET]],
  ['RFC 7520 4.1', 'RS256', RFC7520_4_1, [RFC7520_4_1_KEY], []],
] as const;

/** The token with one bit of its payload or signature changed, by turns at the beginning, in the middle and at the end. */
function flipBits(token: string): string[] {
  const parts = token.split('.');
  return [1, 2].flatMap((index) =>
    [0, 0.5, 1].map((place) => {
      const bytes = Buffer.from(parts[index] ?? '', 'base64url');
      const at = Math.floor(place * (bytes.length - 1));
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return parts.with(index, bytes.toString('base64url')).join('.');
    }),
  );
}

describe('createKeyRing, for published vectors', () => {
  it.each(VECTORS)(
    'finds the key with which %s verifies, and with which one bit changed does not',
    async (...vector) => {
      const [, alg, jws, keys, secrets] = vector;
      const { findKey } = createKeyRing(keys, secrets);
      const { protectedHeader } = await compactVerify(jws, findKey);
      expect(protectedHeader.alg).toBe(alg);
      for (const changed of flipBits(jws)) {
        await expect(compactVerify(changed, findKey)).rejects.toMatchObject({
          code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED',
        });
      }
    },
  );
});

describe('verifyToken, for published vectors', () => {
  const verify = (token: string, key: JWK) =>
    verifyToken(token, { policy: TOKEN_POLICY, now: NOW, findKey: createKeyRing([key]).findKey });
  const expectCause = (outcome: Promise<unknown>, code: string) =>
    expect(outcome).rejects.toMatchObject({ code: 'token-invalid', cause: { code } });

  it('takes the signature of RFC 7520 4.1 (RS256) before it asks for claims, and no signature of one changed bit', async () => {
    await expectCause(verify(RFC7520_4_1, RFC7520_4_1_KEY), 'ERR_JWT_INVALID');
    for (const changed of flipBits(RFC7520_4_1)) {
      await expectCause(verify(changed, RFC7520_4_1_KEY), 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED');
    }
  });

  it('refuses RFC 7520 4.3, whose signature is good, for its algorithm: ES512', async () => {
    await expect(compactVerify(RFC7520_4_3, await importJWK(RFC7520_4_3_KEY, 'ES512'))).resolves.toBeDefined();
    await expectCause(verify(RFC7520_4_3, RFC7520_4_3_KEY), 'ERR_JOSE_ALG_NOT_ALLOWED');
    await expect(compactVerify(RFC7520_4_3, createKeyRing([RFC7520_4_3_KEY]).findKey)).rejects.toMatchObject({
      code: 'ERR_JWKS_NO_MATCHING_KEY',
    });
  });
});
