-- Copyright

/* -- revision: no
 */
-- revision: 3f2a
-- parents: [a1, "null", 1e5]
-- message: "fix: #12"
-- x-owner: {team: a}
-- transaction: false

-- migrate:up dialect:sqlite transaction:true
select '
-- migrate:down
';
-- migrate:up
$$
-- migrate:up
$$;
-- migrate:down