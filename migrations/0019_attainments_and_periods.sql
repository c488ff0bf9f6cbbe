CREATE TABLE "periods" (
	"agency_id" uuid NOT NULL,
	"plan_id" uuid NOT NULL,
	"participant_id" text NOT NULL,
	"entered_on" date,
	"first_counseling_on" date,
	"exited_on" date,
	"facts" json NOT NULL,
	CONSTRAINT "periods_agency_id_plan_id_pk" PRIMARY KEY("agency_id","plan_id")
);
--> statement-breakpoint
ALTER TABLE "periods" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "follow_ups" ADD COLUMN "schedule" json;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "attainments" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "periods" ADD CONSTRAINT "periods_agency_id_plan_id_plans_agency_id_id_fk" FOREIGN KEY ("agency_id","plan_id") REFERENCES "public"."plans"("agency_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "periods_exit" ON "periods" USING btree ("agency_id","exited_on","participant_id","plan_id");--> statement-breakpoint
CREATE INDEX "periods_counseling" ON "periods" USING btree ("agency_id","first_counseling_on","participant_id","plan_id");--> statement-breakpoint
CREATE INDEX "periods_participant" ON "periods" USING btree ("agency_id","participant_id","plan_id");--> statement-breakpoint
CREATE POLICY "periods_agency" ON "periods" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));