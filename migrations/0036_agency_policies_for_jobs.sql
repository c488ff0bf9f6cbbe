ALTER TABLE "agencies" ADD COLUMN "findings_kept_since" date;--> statement-breakpoint
CREATE INDEX "findings_resolved" ON "findings" USING btree ("agency_id","resolved_at") WHERE resolved_at is not null;--> statement-breakpoint
DROP POLICY "evaluations_work" ON "evaluations" CASCADE;--> statement-breakpoint
DROP POLICY "unread_plans_work" ON "unread_plans" CASCADE;--> statement-breakpoint
CREATE POLICY "agencies_jobs" ON "agencies" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);--> statement-breakpoint
CREATE POLICY "evaluations_agency" ON "evaluations" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "evaluations_jobs" ON "evaluations" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);--> statement-breakpoint
CREATE POLICY "unread_plans_agency" ON "unread_plans" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "unread_plans_jobs" ON "unread_plans" AS PERMISSIVE FOR SELECT TO "career_plans_jobs" USING (true);