/** How the numbers of reports are compared with those that the Department computes from a PIRL, in words. */

/** Where the comparison departs from the Department's published code, each with its reason. */
export const departures = [
  'Exclusions: the code counts every record that it is given. Records with a reason for exit of TEGL 10-16, Change 3, Attachment II, are left out: 923 in 01 to 04, and for youth also 05.',
  'Not yet available: the code counts a status of 9 as no employment. TEGL 10-16, Change 3, p. 5, leaves the record out until the information is available.',
  'Earnings: the code takes amounts up to and including 999999.99, which TEGL 7-18 has for “not yet available”. Only amounts below it are earnings.',
  'Same employer: the code does not have this indicator. It is taken from TEGL 10-16, Change 3, p. 18: 1618 is 1, of those employed in the second quarter.',
  'Wagner-Peyser: the code counts credentials and skill gains for every program. TEGL 10-16, Change 3, p. 4, has neither for the Employment Service.',
  'Skill gains: the code is given the participants of a program year. Those who exited before the year are left out, because 1813 stays blank for education that was not completed.',
  'Diplomas as skill gains: the code counts one that was attained in the program year after exit. A gain is achieved during participation (29 USC 3141(b)(2)(A)(i)(V)).',
]

/** What this service knows and a PIRL from it cannot say, so that the Department would count credentials otherwise. */
export const unsaid = [
  'Type of training: training whose type is not recorded leaves 1303 blank, and the code does not count it toward a credential.',
  'Secondary education: the code counts 1401 only with 408, which this service does not keep. A youth who is only in secondary school is missing from its denominator.',
  'Fourth items: the layout has three places for training and three for credentials.',
]
