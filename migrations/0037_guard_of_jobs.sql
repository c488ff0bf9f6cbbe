-- What the role of the background may look at: which agencies have work, and in which order.
GRANT USAGE ON SCHEMA public TO career_plans_jobs;--> statement-breakpoint
GRANT SELECT (agency_id) ON agencies, unread_plans TO career_plans_jobs;--> statement-breakpoint
GRANT SELECT (agency_id, rulebook, advanced_at, finished_at) ON evaluations TO career_plans_jobs;--> statement-breakpoint
-- Resolved findings that were never known at the end of a day, so that no answer about a past day needs them.
ALTER TABLE findings NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
DELETE FROM findings WHERE resolved_at IS NOT NULL AND known_from >= known_until;--> statement-breakpoint
ALTER TABLE findings FORCE ROW LEVEL SECURITY;
