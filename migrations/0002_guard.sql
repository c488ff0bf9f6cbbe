-- Row-level security also for the owner of the tables.
ALTER TABLE agencies FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE changes FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE cursor_key FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE finding_days FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE findings FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE follow_ups FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE idempotency_keys FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE milestones FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
-- What the service may do, and no more: the history and the feed are only ever added to.
GRANT USAGE ON SCHEMA public TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON plans, milestones, follow_ups, findings, finding_days, idempotency_keys TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON agencies TO career_plans_app;--> statement-breakpoint
GRANT SELECT, INSERT ON changes TO career_plans_app;--> statement-breakpoint
GRANT SELECT ON cursor_key TO career_plans_app;--> statement-breakpoint
-- Rows that are rewritten in place leave room for it on their page.
ALTER TABLE agencies SET (fillfactor = 50);--> statement-breakpoint
ALTER TABLE finding_days SET (fillfactor = 70);--> statement-breakpoint
ALTER TABLE plans SET (fillfactor = 80);--> statement-breakpoint
-- The secret that cursors are sealed with: 244 random bits.
ALTER TABLE cursor_key NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
INSERT INTO cursor_key (key) VALUES (gen_random_uuid()::text || gen_random_uuid()::text);--> statement-breakpoint
ALTER TABLE cursor_key FORCE ROW LEVEL SECURITY;
