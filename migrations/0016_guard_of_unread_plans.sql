ALTER TABLE unread_plans FORCE ROW LEVEL SECURITY;--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON unread_plans TO career_plans_app;
