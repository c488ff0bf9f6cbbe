CREATE INDEX "periods_trained_exit" ON "periods" USING btree ("agency_id","exited_on","participant_id") WHERE trained_until is not null;--> statement-breakpoint
-- Facts are kept as values in an order (src/outcomes/kept.ts), in place of members.
ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE periods SET facts = json_build_array(
  facts -> 'planId', facts -> 'participantId', facts -> 'programs', facts -> 'enteredOn', facts -> 'firstCounselingOn',
  facts -> 'employedOn', facts -> 'exitedOn', facts -> 'exitReason', facts -> 'followUpDecision',
  facts -> 'careerPlanner', facts -> 'office', facts -> 'status', facts -> 'milestones',
  (SELECT coalesce(json_agg(json_build_array(one -> 'party', one -> 'on') ORDER BY number), '[]')
    FROM json_array_elements(facts -> 'acknowledgements') WITH ORDINALITY AS of_period (one, number)),
  facts -> 'completedOn', facts -> 'closeReason',
  (SELECT json_agg(CASE WHEN json_typeof(one) <> 'null' THEN json_build_array(
      one -> 'employment', one -> 'source',
      CASE WHEN json_typeof(one -> 'wages') <> 'null'
        THEN json_build_array(one -> 'wages' -> 'amount', one -> 'wages' -> 'basis') END,
      one -> 'early', one -> 'fein', one -> 'sameEmployer', one -> 'occupation', one -> 'enrolledIn'
    ) END ORDER BY number)
    FROM json_array_elements(facts -> 'quarters') WITH ORDINALITY AS of_period (one, number)),
  facts -> 'enrollments', facts -> 'trainings', facts -> 'credentials', facts -> 'gains', facts -> 'occupations'
);--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
