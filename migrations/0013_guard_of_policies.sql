ALTER TABLE policies FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE evaluations FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- A version of a policy that was in force stays what it was.
GRANT SELECT, INSERT ON policies TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON evaluations TO career_plans_app;--> statement-breakpoint
-- A batch rewrites its row in place.
ALTER TABLE evaluations SET (fillfactor = 50);
