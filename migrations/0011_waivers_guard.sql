-- Row-level security also for the owner of the table.
ALTER TABLE waivers FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- A waiver never changes.
GRANT SELECT, INSERT, DELETE ON waivers TO career_plans_app;
