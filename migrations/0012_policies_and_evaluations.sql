CREATE TABLE "evaluations" (
	"agency_id" uuid PRIMARY KEY NOT NULL,
	"policy_version" integer NOT NULL,
	"after_id" uuid,
	"done" integer NOT NULL,
	"total" integer NOT NULL,
	"started_at" text collate "C" NOT NULL,
	"advanced_at" text collate "C" NOT NULL,
	"finished_at" text collate "C"
);
--> statement-breakpoint
ALTER TABLE "evaluations" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "policies" (
	"agency_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"profile" text NOT NULL,
	"values" json NOT NULL,
	"updated_at" text collate "C" NOT NULL,
	CONSTRAINT "policies_agency_id_version_pk" PRIMARY KEY("agency_id","version")
);
--> statement-breakpoint
ALTER TABLE "policies" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "changes" DROP CONSTRAINT "changes_type";--> statement-breakpoint
ALTER TABLE "changes" ALTER COLUMN "plan_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "changes" ALTER COLUMN "plan_version" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "agencies" ADD COLUMN "policy_version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_type" CHECK (type in ('plan', 'milestone', 'follow_up', 'waiver', 'policy')) NOT VALID;--> statement-breakpoint
CREATE POLICY "evaluations_work" ON "evaluations" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (true) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));--> statement-breakpoint
CREATE POLICY "policies_agency" ON "policies" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));