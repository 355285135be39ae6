/** Settings of a tenant: defaults with the tenant's own values on top. */
const DEFAULTS = {
  theme: 'light',
  features: { export: false, audit: false, search: true },
  limits: { seats: 5, projects: 3 },
};

function isPlainObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function mergeInto(target, source) {
  for (const [key, value] of Object.entries(source)) {
    if (isPlainObject(value) && isPlainObject(target[key])) mergeInto(target[key], value);
    else target[key] = value;
  }
  return target;
}

export function settingsFor(tenant) {
  const settings = { ...DEFAULTS };
  return mergeInto(settings, tenant.overrides ?? {});
}
