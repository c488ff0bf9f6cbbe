ALTER TABLE "plans" ADD COLUMN "services" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "assessments" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "indicators" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "acknowledgements" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "plans" ADD COLUMN "copy_provided_on" date;