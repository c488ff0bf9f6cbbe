/** The words of the field and of plans that the checks know. */

const splitWords = (text: string): string[] => text.trim().split(/\s+/)

/** Words that the English dictionary lacks, in its own format: M stands for ’s, S for the plural, and so on. */
export const fieldWords = splitWords(`
  acknowledgement/MS asylee/MS autobody bartending bootcamp/MS busser/MS cancelled cancelling caregiving coach/S coachee/MS
  coenroll/SDG coenrollment/MS craftsperson/M cybersecurity deburr/SDG detailer/MS doula/MS drywaller/MS employability
  esthetician/MS esthetics expungement/MS externship/MS eyewear farmworker/MS flagger/MS foodservice formwork frontend backend
  groundskeeping homebound homecare homeschool/SDG ironworker/MS jobseeker/MS jobsite/MS journeyperson/M journeyworker/MS
  judgement/MS licensure lineworker/MS makerspace/MS mechatronics mentee/MS microenterprise/MS multitasker/MS neurodivergent
  onboard/SDG palletize/SDG palletizer/MS paystub/MS phlebotomist/MS phlebotomy pipefitter/MS pipefitting preapprenticeship/MS
  rebar recertification/MS recertify/SDG reskill/SDG rideshare/SG roadmap/MS servicemember/MS skillset/MS sonographer/MS
  sonography stackable stocker/MS subgoal/MS telehealth telework/SDG timeframe/MS tradesperson/M unhoused unsubsidized
  upskill/SDG voicemail/MS videoconference/SDG webpage/MS wifi workNet/M workplan/MS worksite/MS
`).join('\n')

/** Acronyms that a plan may use: those that documents in the field spell out, and those that no one spells out. */
export const knownAcronyms = new Set(
  splitWords(`
  WIOA CES CBO CBOs IEP ISS TANF SNAP GED PIRL AJC WIC SOC CIP NAICS CTDL
  US USA UK ID IDs PIN ZIP OK TV TVs AM PM PO CEO CV AI IT HR PC PCs AIDS HIV HVAC CPR LED CNC GPS ATM SUV STEM
  ACT SAT ASVAB NCLEX TOEFL TABE CASAS FAFSA
  DMV VA FBI IRS USPS UPS IBM KFC CVS DHL AARP YMCA YWCA NASA FEMA OSHA
  CNA CNAs LPN LPNs RN RNs EMT CDL CDLs CCMA CPC NCCER ASE CFR EPA CAP CDA PMP CPA CompTIA ASL ESL ESOL GPA OJT ITA
  HTML CSS SQL PHP SAP AWS PDF URL USB JSON XML API APIs CAD
  II III IV VI VII VIII IX XI XII
`),
)

/** Short forms that should be written out in a plan. */
export const shortForms = new Set(
  splitWords(`
  acct accts addl amt appt appts approx apt asap assoc asst avail avg bldg bkgd cert certs
  dept depts edu educ emp exp govt hr hrs hs hx intl lic maint mgmt mgr mgrs misc mtg mtgs natl
  pkg pls plz pymt qty recd req reqd reqs resp sched supv svc svcs transp trng tx univ voc wk wks wkly yr yrs
`),
)

/** Short forms that end in a period, which does not end a sentence. */
export const withPeriod = new Set(
  splitWords('apr aug ave blvd corp dec est etc ext feb fig inc jan jul jun mar max min mrs nov oct sep sept tel'),
)

/** Units of measurement, which are not abbreviations after a number. */
export const units = new Set(
  splitWords('wpm kph mph lb lbs oz kg g mg km m cm mm ft in yd sq gal qt ml l kw kv v w hp gb mb tb hr hrs min'),
)

/** Participles that look like the passive voice but describe a state, and are fine in a plan. */
export const states = splitWords(`
  born become been bound come cost cut done fallen felt fit flown found gone grown held hit hurt kept known laid left
  lost made meant met mistaken open overcome paid put quit read run set shut slept spent split spread stood stuck
  understood upset won worn
`)

/** Participles that say what a person or thing is, not what is done to it: "be certified". */
export const conditions = new Set(
  splitWords(`
  accepted accredited advanced associated based bonded bored certified closed committed concerned confused connected
  credentialed dedicated detailed determined disabled disorganized divorced educated employed engaged enrolled excited
  experienced finished focused hired insured interested involved laid licensed limited located married motivated needed
  organized prepared promoted qualified registered related relaxed reliable retired satisfied self-employed separated
  settled skilled stressed surprised tired trained unemployed used vaccinated worried
`),
)

/** The verbs that goals begin with. */
export const goalVerbs = new Set(
  splitWords(`
  achieve advance apply attend become begin build buy change complete continue develop earn enroll enter establish expand
  find finish gain get go graduate grow have help improve increase join keep land launch lead learn live maintain make
  manage master move obtain open own pass pay provide purchase pursue raise reach receive return run save secure seek
  start study support take teach train transition travel work
`),
)
