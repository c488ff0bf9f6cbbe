DROP INDEX "findings_subject";--> statement-breakpoint
ALTER TABLE "findings" DROP CONSTRAINT "findings_agency_id_id_pk";--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_agency_id_plan_id_id_pk" PRIMARY KEY("agency_id","plan_id","id");