/** The order of rooms in src/, from the top: each imports only from rooms below it, types included. */
const rooms = [
  ['server', 'migrate'],
  ['dev'],
  ['app'],
  ['config'],
  ['jobs'],
  ['routes'],
  ['reports'],
  ['exports'],
  ['writes'],
  ['findings'],
  ['writing'],
  ['outcomes'],
  ['policy'],
  ['rules'],
  ['document'],
  ['changes'],
  ['http'],
  ['database'],
  ['calendar', 'failure', 'problem'],
]
const pathOf = (names) => `^src/(${names.join('|')})(/|\\.ts$)`

module.exports = {
  forbidden: [
    ...rooms.slice(1).map((room, index) => ({
      name: `${room.join('-')}-is-below`,
      comment: `${room.join(', ')} must not import from the rooms above.`,
      severity: 'error',
      from: { path: pathOf(room) },
      to: { path: pathOf(rooms.slice(0, index + 1).flat()) },
    })),
    {
      name: 'a-room-for-everything',
      comment: 'Every file stands in a room of the list, or is one of those named there.',
      severity: 'error',
      from: { path: '^src/', pathNot: pathOf(rooms.flat()) },
      to: {},
    },
    {
      name: 'no-orphan',
      comment: 'Every file is imported, or imports something.',
      severity: 'error',
      from: { orphan: true, path: '^src/' },
      to: {},
    },
    {
      name: 'rules-are-pure',
      comment: 'A rule reads facts and policy values: no database, no HTTP, no library.',
      severity: 'error',
      from: { path: '^src/rules/' },
      to: { pathNot: '^src/(rules|document|calendar)', dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-cycle', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
  ],
  options: { parser: 'swc', doNotFollow: { path: 'node_modules' } },
}
