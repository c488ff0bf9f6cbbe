-- What was read from the milestones of a plan for each report is kept with its period, in place of the goals that it needed.
ALTER TABLE periods NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE milestones NO FORCE ROW LEVEL SECURITY;--> statement-breakpoint
UPDATE periods t SET facts = (
  SELECT json_object_agg(CASE member WHEN 'goalIds' THEN 'milestones' ELSE member END,
    CASE WHEN member <> 'goalIds' THEN fact ELSE (
      SELECT CASE WHEN count(*) > 0 THEN json_build_object(
        'timed', bool_and(m.due_on IS NOT NULL),
        'linked', bool_and(EXISTS (
          SELECT FROM json_array_elements_text(fact) AS goal (id) WHERE goal.id IN (m.goal_id, second.goal_id, first.goal_id)
        ))
      ) END
      FROM milestones m
      LEFT JOIN milestones second ON second.agency_id = m.agency_id AND second.id = m.parent_id
      LEFT JOIN milestones first ON first.agency_id = second.agency_id AND first.id = second.parent_id
      WHERE m.agency_id = t.agency_id AND m.plan_id = t.plan_id AND m.status <> 'stopped'
    ) END)
  FROM json_each(facts) AS one (member, fact)
);--> statement-breakpoint
ALTER TABLE milestones FORCE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE periods FORCE ROW LEVEL SECURITY;
