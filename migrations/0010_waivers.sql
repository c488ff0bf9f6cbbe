CREATE TABLE "waivers" (
	"agency_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"rule" text NOT NULL,
	"subject" json NOT NULL,
	"reason" text NOT NULL,
	"decided_by" text NOT NULL,
	"until_on" date NOT NULL,
	"waived_on" date NOT NULL,
	"version" integer NOT NULL,
	"created_at" text collate "C" NOT NULL,
	"updated_at" text collate "C" NOT NULL,
	"json" text NOT NULL,
	CONSTRAINT "waivers_agency_id_id_pk" PRIMARY KEY("agency_id","id")
);
--> statement-breakpoint
ALTER TABLE "waivers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
-- Every row fits the narrower check that is replaced, so none is read again.
ALTER TABLE "changes" DROP CONSTRAINT "changes_type";--> statement-breakpoint
ALTER TABLE "waivers" ADD CONSTRAINT "waivers_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "waivers_plan" ON "waivers" USING btree ("agency_id","plan_id","id");--> statement-breakpoint
ALTER TABLE "changes" ADD CONSTRAINT "changes_type" CHECK (type in ('plan', 'milestone', 'follow_up', 'waiver')) NOT VALID;--> statement-breakpoint
CREATE POLICY "waivers_agency" ON "waivers" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));