CREATE TABLE "unread_plans" (
	"agency_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	CONSTRAINT "unread_plans_agency_id_plan_id_pk" PRIMARY KEY("agency_id","plan_id")
);
--> statement-breakpoint
ALTER TABLE "unread_plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "evaluations" ADD COLUMN "rereads" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE POLICY "unread_plans_work" ON "unread_plans" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (true) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));