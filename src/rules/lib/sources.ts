/** The texts that rules rest on, each with its public address. Chapters, pages, and words are added where a text is cited. */
import type { Citation } from './rule.ts'

const law = (title: number, section: number): Citation => ({
  label: `${title} USC ${section}`,
  url: `https://www.law.cornell.edu/uscode/text/${title}/${section}`,
  level: 'federal',
})
const regulation = (title: number, section: string): Citation => ({
  label: `${title} CFR ${section}`,
  url: `https://www.ecfr.gov/current/title-${title}/section-${section}`,
  level: 'federal',
})
/** Joint guidance, known by its letter; pages are those of the same text as the Department of Education issued it. */
const guidance = (letter: string, file: string): Citation => ({
  label: letter,
  url: `https://rsa.ed.gov/sites/default/files/subregulatory/${file}.pdf`,
  level: 'federal',
})
const state = (label: string, url: string): Citation => ({ label, url, level: 'state' })
const local = (label: string, url?: string): Citation => ({ label, ...(url && { url }), level: 'local' })
const seed = (label: string, url?: string): Citation => ({ label, ...(url && { url }), level: 'seed' })
const wisconsin = (section: string, path: string, host = 'dwd.wisconsin.gov') =>
  state(`Wisconsin WIOA policy manual ${section}`, `https://${host}/wioa/policy/${path}.htm`)
const illinois = (section: string, index: number) =>
  state(`Illinois WIOA policy manual ${section}`, `https://apps.illinoisworknet.com/WIOAPolicy/Policy/Index/${index}`)
const minnesota = (number: number) =>
  state(`Minnesota DEED policy ${number}`, `https://apps.deed.state.mn.us/ddp/PolicyDetail.aspx?pol=${number}`)

/** Every text, by a short name. */
export const sources = {
  usc3102: law(29, 3102),
  usc3141: law(29, 3141),
  usc3164: law(29, 3164),
  usc3174: law(29, 3174),
  usc3249: law(29, 3249),
  cfr677_150: regulation(20, '677.150'),
  cfr678_430: regulation(20, '678.430'),
  cfr680_210: regulation(20, '680.210'),
  cfr680_600: regulation(20, '680.600'),
  cfr680_910: regulation(20, '680.910'),
  cfr681_450: regulation(20, '681.450'),
  cfr681_460: regulation(20, '681.460'),
  cfr681_580: regulation(20, '681.580'),
  cfr38_41: { ...regulation(29, '38.41'), url: 'https://www.law.cornell.edu/cfr/text/29/38.41' },
  fr89_13814: {
    label: '89 FR 13814',
    url: 'https://www.federalregister.gov/citation/89-FR-13814',
    level: 'federal',
  } satisfies Citation,
  /** How the indicators of performance are counted; RSA-TAC-17-01. */
  tegl10_16: guidance('TEGL 10-16, Change 3', 'TAC-17-01'),
  /** Operations of American Job Centers; RSA-TAC-17-02. */
  tegl16_16: guidance('TEGL 16-16', 'tac-17-02'),
  /** Supplemental wage information; RSA-TAC-17-04. */
  tegl26_16: guidance('TEGL 26-16, Change 1', 'TAC-17-04'),
  /** Validation of data; RSA-TAC-19-01. */
  tegl7_18: guidance('TEGL 7-18, Change 1', 'TAC-19-01'),
  wisconsin1_7_1: wisconsin('1.7.1', '01/01.7', 'dwd.wi.gov'),
  wisconsin8_3_1: wisconsin('8.3.1', '08/08.3.1'),
  wisconsin8_7: wisconsin('8.7', '08/08.7'),
  wisconsin8_8: wisconsin('8.8', '08/08.8', 'dwd.wi.gov'),
  wisconsin10_2: wisconsin('10.2', '10/10.2'),
  wisconsin10_4_1: wisconsin('10.4.1', '10/10.4.1'),
  wisconsin12_2_4: wisconsin('12.2.4', '12/12.2.4'),
  wisconsin12_2_5: wisconsin('12.2.5', '12/12.2.5'),
  wisconsin12_8: wisconsin('12.8', '12/12.8'),
  wisconsinOnTheJob: state(
    'Wisconsin DET monitoring guide 2016-17, on-the-job training file review',
    'https://docsbay.net/2016-17monitoring-guide-on-the-job-training-file-review',
  ),
  minnesota411: minnesota(411),
  minnesota530: minnesota(530),
  illinois3_3: illinois('3.3', 204),
  illinois4_3: illinois('4.3', 197),
  illinois4_3_2: illinois('4.3.2', 493),
  newJersey: state(
    'New Jersey, follow-up services for youth',
    'https://nj.gov/labor/wioa/youth/follow_up_services.html',
  ),
  southDakota: state(
    'South Dakota WIOA manual, policy 5.23, Follow-up Services',
    'https://dlr.sd.gov/workforce_services/wioa/manual.aspx',
  ),
  centralOklahoma: local(
    'Central Oklahoma Workforce Innovation Board, follow-up policy',
    'https://cowib.org/knowledge-base/follow-up-policy/',
  ),
  chicagoPlans: local(
    'Chicago Cook Workforce Partnership, IEP and ISS procedure (July 15, 2024)',
    'https://workforceboard.zendesk.com/hc/en-us/articles/360046803691-IEP-ISS-Procedure-Updated-7-15-2024',
  ),
  chicagoClosure: local(
    'Chicago Cook Workforce Partnership, closure and exit procedure (March 17, 2023)',
    'https://workforceboard.zendesk.com/hc/en-us/articles/360001375152-Closure-Exit-Procedure-Updated-3-17-2023',
  ),
  chicagoTraining: local(
    'Chicago Cook Workforce Partnership, ITA services procedures',
    'https://vdocuments.mx/ita-services-procedures-entering-an-occupational-ita-services-procedures.html',
  ),
  chicagoCareerPlanning: local(
    'Chicago Cook Workforce Partnership, policy letter 2023-PL 01, Career Planning (March 19, 2024)',
  ),
  /** An audit, which counts and asks for nothing. */
  districtOfColumbiaAudit: {
    label: 'US Department of Labor, Office of Inspector General, audit 03-06-002-03-390 (2006)',
    url: 'https://www.scribd.com/document/1909476/Department-of-Labor-03-06-002-03-390',
    level: 'assumed',
  } satisfies Citation,
  sanDiegoFile: local(
    'San Diego, monitoring checklist for files of adults and dislocated workers',
    'https://info.5y1.org/iep-direct-customer-service_1_926da3.html',
  ),
  /** The Career Action Plan standard. */
  careerActionPlan: seed('Career Action Plan content requirements and best practices'),
  careerManagementPlan: seed(
    'What exactly is a career management plan?',
    'https://albany.com/capitalregionliving/2008/11/careers',
  ),
  threeSteps: seed(
    '3 Steps to a Career Action Plan',
    'https://www.tammybanfield.com/single-post/2016/12/12/creating-a-career-action-plan-like-a-marathon-runner',
  ),
  sixSteps: seed(
    'EC Career Planning Model',
    'https://ennielifecoach.com/2020/05/11/career-planning-in-6-steps-your-guide-to-sound-decisions-and-actions/',
  ),
} satisfies Record<string, Citation>

/** A text at a place, such as `(c)(2)` or `, p. 22`, with the words that matter. */
export const cite = (source: Citation, place = '', words?: string): Citation => ({
  ...source,
  label: `${source.label}${place}${words ? `: “${words}”` : ''}`,
})
