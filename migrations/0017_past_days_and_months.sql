CREATE TABLE "finding_months" (
	"agency_id" uuid NOT NULL,
	"month" date NOT NULL,
	"rule" text NOT NULL,
	"severity" text NOT NULL,
	"delta" integer NOT NULL,
	"begun" integer DEFAULT 0 NOT NULL,
	"known" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "finding_months_agency_id_month_rule_severity_pk" PRIMARY KEY("agency_id","month","rule","severity")
);
--> statement-breakpoint
ALTER TABLE "finding_months" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "finding_days" ADD COLUMN "begun" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "finding_days" ADD COLUMN "known" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "known_from" date DEFAULT 'infinity' NOT NULL;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "known_until" date DEFAULT 'infinity' NOT NULL;--> statement-breakpoint
CREATE INDEX "findings_past" ON "findings" USING btree ("agency_id","from_on","known_from","until_on","id","known_until");--> statement-breakpoint
CREATE POLICY "finding_months_agency" ON "finding_months" AS PERMISSIVE FOR ALL TO "career_plans_app" USING (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid)) WITH CHECK (agency_id = (select nullif(current_setting('app.agency_id', true), '')::uuid));