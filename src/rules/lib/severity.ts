/** How grave a finding is. */

export const severities = ['error', 'warning', 'info'] as const
/** error contradicts a must; warning is local policy or risk; info is about the quality of the plan. */
export type Severity = (typeof severities)[number]

/** Whether a severity is below another. */
export const isMilder = (severity: Severity, than: Severity): boolean =>
  severities.indexOf(severity) > severities.indexOf(than)
