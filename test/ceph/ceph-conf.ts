/** The configuration of the smallest Ceph that serves S3: one monitor, one store in memory, one gateway, on the loopback. */

export interface CephPlace {
  readonly fsid: string;
  /** Folder of this run. */
  readonly folder: string;
  readonly libraries: string;
  readonly monitorPort: number;
  readonly gatewayPort: number;
}

type Settings = Readonly<Record<string, string | number | boolean>>;

function formatSection(name: string, settings: Settings): string {
  const lines = Object.entries(settings).map(([key, value]) => `${key} = ${value}\n`);
  return `[${name}]\n${lines.join('')}`;
}

function toNetwork({ fsid, monitorPort }: CephPlace): Settings {
  return {
    fsid,
    'mon host': `[v2:127.0.0.1:${monitorPort}/0]`,
    'auth cluster required': 'none',
    'auth service required': 'none',
    'auth client required': 'none',
    'public addr': '127.0.0.1',
    'cluster addr': '127.0.0.1',
    'public network': '127.0.0.0/8',
    'cluster network': '127.0.0.0/8',
    'ms bind ipv6': false,
    'ms bind msgr1': false,
  };
}

function toFiles({ folder, libraries }: CephPlace): Settings {
  return {
    'run dir': folder,
    'pid file': `${folder}/$name.pid`,
    'admin socket': `${folder}/$name.asok`,
    'log file': `${folder}/$name.log`,
    'log to stderr': false,
    'err to stderr': false,
    'mon cluster log to file': false,
    'crash dir': folder,
    'plugin dir': `${libraries}/ceph`,
    'erasure code dir': `${libraries}/ceph/erasure-code`,
    'osd class dir': `${libraries}/rados-classes`,
  };
}

/** One copy of everything, and nothing to wait for. */
function toPools({ folder }: CephPlace): Settings {
  return {
    'osd pool default size': 1,
    'osd pool default min size': 1,
    'osd pool default pg num': 1,
    'osd pool default pgp num': 1,
    'osd pool default pg autoscale mode': 'off',
    'osd crush chooseleaf type': 0,
    'mon allow pool size one': true,
    'mon max pg per osd': 2000,
    'mon data': `${folder}/mon`,
    'mon data avail warn': 1,
    'mon data avail crit': 1,
    'mon osd full ratio': '.99',
    'mon osd min up ratio': 0,
    'mon tick interval': 1,
    'paxos propose interval': 0.01,
    'paxos min wait': 0.01,
  };
}

export function formatCephConf(place: CephPlace): string {
  const { folder, gatewayPort } = place;
  const global = formatSection('global', { ...toNetwork(place), ...toFiles(place), ...toPools(place) });
  const osd = formatSection('osd', {
    'osd data': `${folder}/osd`,
    'osd objectstore': 'memstore',
    'memstore device bytes': 4 * 1024 ** 3,
  });
  const gateway = formatSection('client.rgw', {
    'rgw data': `${folder}/rgw`,
    'ms mon client mode': 'crc secure',
    'rgw frontends': `beast endpoint=127.0.0.1:${gatewayPort}`,
    'rgw enable apis': 's3, sts, admin, iam, notifications',
    'rgw s3 auth use sts': true,
    'rgw sts key': 'abcdefghijklmnop',
    'rgw enable usage log': false,
    'rgw dynamic resharding': false,
    'rgw override bucket index max shards': 1,
    'rgw num rados handles': 1,
    'rgw thread pool size': 16,
  });
  return `${global}${osd}${gateway}`;
}
