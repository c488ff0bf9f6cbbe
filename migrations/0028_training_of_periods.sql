ALTER TABLE "periods" ADD COLUMN "trained_from" date;--> statement-breakpoint
ALTER TABLE "periods" ADD COLUMN "trained_until" date;--> statement-breakpoint
CREATE INDEX "periods_training" ON "periods" USING btree ("agency_id","trained_until","trained_from","participant_id") WHERE trained_until is not null;