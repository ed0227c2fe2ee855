/** Asks the phone where it is. Only ever called with the worker's consent; EXIF is no source: phones strip it. */
import type { Locate } from '../phone.ts';

const OPTIONS = { enableHighAccuracy: true, maximumAge: 60_000, timeout: 10_000 };

export const locate: Locate = () =>
  new Promise((resolve) => {
    if (!('geolocation' in navigator)) return resolve(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) => resolve({ latitude, longitude, accuracy }),
      () => resolve(null),
      OPTIONS,
    );
  });
