ALTER TABLE finding_months FORCE ROW LEVEL SECURITY;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON finding_months TO career_plans_app;--> statement-breakpoint
ALTER TABLE finding_months SET (fillfactor = 70);--> statement-breakpoint
-- What was written before gets its days in the time zone that every agency had until now.
ALTER TABLE findings NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE findings SET
  known_from = greatest(from_on, (found_at::timestamptz AT TIME ZONE 'America/Chicago')::date),
  known_until = least(until_on, (resolved_at::timestamptz AT TIME ZONE 'America/Chicago')::date);--> statement-breakpoint
-- The counts again from the findings; a waived one is not counted.
ALTER TABLE finding_days NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE finding_months NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
DELETE FROM finding_days;--> statement-breakpoint
INSERT INTO finding_days (agency_id, day, rule, severity, delta, begun, known)
SELECT agency_id, day, rule, severity, sum(delta), sum(begun), sum(known) FROM findings CROSS JOIN LATERAL (VALUES
  (from_on, (resolved_at IS NULL)::int, (resolved_at IS NULL)::int, 0),
  (until_on, -(resolved_at IS NULL)::int, 0, 0),
  (known_from, 0, 0, (known_from < known_until)::int),
  (known_until, 0, 0, -(known_from < known_until)::int)
) AS counted (day, delta, begun, known)
WHERE waiver_id IS NULL AND day < 'infinity'
GROUP BY agency_id, day, rule, severity
HAVING sum(delta) <> 0 OR sum(begun) <> 0 OR sum(known) <> 0;--> statement-breakpoint
INSERT INTO finding_months (agency_id, month, rule, severity, delta, begun, known)
SELECT agency_id, date_trunc('month', day)::date, rule, severity, sum(delta), sum(begun), sum(known) FROM finding_days
GROUP BY 1, 2, 3, 4;--> statement-breakpoint
ALTER TABLE findings FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE finding_days FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE finding_months FORCE ROW LEVEL SECURITY;
