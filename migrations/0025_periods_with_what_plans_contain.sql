-- Periods are made anew from their plans, with the goals and acknowledgements that reports read.
ALTER TABLE agencies NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE plans NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE evaluations NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
DELETE FROM periods;--> statement-breakpoint
INSERT INTO evaluations (agency_id, policy_version, rulebook, done, total, started_at, advanced_at)
SELECT a.agency_id, a.policy_version, 3, 0, (SELECT count(*) FROM plans p WHERE p.agency_id = a.agency_id), now.at, now.at
FROM agencies a, (SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at) now
ON CONFLICT (agency_id) DO UPDATE SET rulebook = excluded.rulebook, after_id = NULL, done = 0, total = excluded.total,
  started_at = excluded.started_at, advanced_at = excluded.advanced_at, finished_at = NULL;--> statement-breakpoint
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE agencies FORCE ROW LEVEL SECURITY;
