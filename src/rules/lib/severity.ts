/** How serious a finding is. */

export const severities = ['error', 'warning', 'info'] as const
/** error: breaks a requirement; warning: local policy or risk; info: the quality of the plan. */
export type Severity = (typeof severities)[number]

/** Whether one severity is below another. */
export const isMilder = (severity: Severity, than: Severity): boolean =>
  severities.indexOf(severity) > severities.indexOf(than)
