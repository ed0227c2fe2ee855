/** Where a picture lies in the viewer: how large, and how far from the middle, px. */

export interface Placement {
  /** 1: the whole picture is seen. */
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export const UNZOOMED: Placement = { scale: 1, x: 0, y: 0 };
export const MAX_SCALE = 6;

/** Zooms by `factor` so that the point under the finger (from the middle of the stage, px) stays under it. */
export function zoomAt(
  placement: Placement,
  factor: number,
  point: { readonly x: number; readonly y: number },
): Placement {
  const scale = Math.min(MAX_SCALE, Math.max(1, placement.scale * factor));
  const ratio = scale / placement.scale;
  return {
    scale,
    x: point.x - (point.x - placement.x) * ratio,
    y: point.y - (point.y - placement.y) * ratio,
  };
}

/** Keeps a zoomed picture over the stage; an unzoomed one lies in its middle. */
export function clampPan(placement: Placement, stage: { readonly width: number; readonly height: number }): Placement {
  if (placement.scale <= 1) return UNZOOMED;
  const most = (length: number) => ((placement.scale - 1) * length) / 2;
  const clamp = (value: number, bound: number) => Math.min(bound, Math.max(-bound, value));
  return {
    scale: placement.scale,
    x: clamp(placement.x, most(stage.width)),
    y: clamp(placement.y, most(stage.height)),
  };
}
