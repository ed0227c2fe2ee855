import { describe, expect, it } from 'vitest';
import { createEditorApi } from '../../../site/api/editor-api.ts';
import type { Api } from '../../../site/phone.ts';
import { makeJob } from '../ui/make-photo.ts';

const JOB = makeJob({ job_id: 'j-1' });
const NEW = { job_id: 'j-1', title: 'Garage' };
const apiOf = (body: string) =>
  createEditorApi({ ask: async () => new Response(body), jobs: async () => ({ changed: false }) } as unknown as Api);

describe('createEditorApi', () => {
  it('reads jobs and people', async () => {
    expect(await apiOf(JSON.stringify(JOB)).addJob(NEW)).toEqual(JOB);
    const people = [{ subject: 'user-wes', name: 'Wes' }];
    expect(await apiOf(JSON.stringify({ people })).readPeople()).toEqual(people);
  });

  it.each(['<html>Welcome to our Wi-Fi</html>', '{}', 'null', '[]'])(
    'takes %s for no response of the edge',
    async (body) => {
      const api = apiOf(body);
      for (const asked of [api.addJob(NEW), api.changeJob(JOB, {}), api.readPeople()])
        await expect(asked).rejects.toMatchObject({ name: 'AppError', code: 'unavailable' });
    },
  );
});
