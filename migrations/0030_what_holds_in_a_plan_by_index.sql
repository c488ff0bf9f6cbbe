-- With what is asked of findings that hold in a plan, so that the index alone answers it. As keys these columns would have
-- PostgreSQL 18 think of skipping from one value to the next, and choose the index of all findings.
DROP INDEX findings_unresolved;--> statement-breakpoint
CREATE INDEX findings_unresolved ON findings (agency_id, plan_id) INCLUDE (rule, from_on, until_on, waiver_id)
WHERE resolved_at IS NULL;
