/** Ports of the pipeline that fail, or are overtaken, at a step that a test names. */
import type { PipelinePorts } from '../../../origin/core/ports.ts';

type Step = (...parameters: never[]) => Promise<unknown>;

/** The ports, with one method replaced. */
export function withStep(ports: PipelinePorts, step: string, wrap: (method: Step) => Step): PipelinePorts {
  const entries = Object.entries(ports).map(([name, port]) => {
    const method: unknown = Reflect.get(port, step);
    return [name, typeof method === 'function' ? { ...port, [step]: wrap(method as Step) } : port];
  });
  return Object.fromEntries(entries);
}

/** Something happens just before a step is first taken. */
export function interrupt(ports: PipelinePorts, step: string, event: () => Promise<void>): PipelinePorts {
  let isDone = false;
  return withStep(ports, step, (method) => async (...parameters) => {
    if (!isDone) {
      isDone = true;
      await event();
    }
    return method(...parameters);
  });
}

/** The process dies before or after the first or second call of a step. */
export function breakOff(ports: PipelinePorts, step: string, at: { moment: string; call: number }): PipelinePorts {
  let calls = 0;
  return withStep(ports, step, (method) => async (...parameters) => {
    calls += 1;
    if (calls !== at.call) return method(...parameters);
    if (at.moment === 'after') await method(...parameters);
    throw new Error('broken off');
  });
}
