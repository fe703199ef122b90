-- Canonical snapshot of a PostgreSQL database (12-18): one query per kind, all
-- with the same columns, so that the program that reads them is generic.
--   ord     rank among kinds: creates go up, drops go down (a tie-break only,
--           the dependencies of the last query decide)
--   kind,id identity: rows of two snapshots are matched by it
--   addr    pg_depend address classid.objid.objsubid (pseudo rows: xx.relid.attnum)
--   parent  addr of the owner: its DROP drops this row, its re-creation re-creates it
--   key     differs -> this row must be dropped and created again
--   def     differs (key equal) -> "alter" turns the old row into this one
--   make, alter, dropp   complete statements; alter NULL -> drop + make,
--           make '' -> the row follows its parent (inherited): never emitted, never compared alone
--   inl     t: already contained in the parent's "make"
-- Rows come in any order. OFFSET 0 keeps the planner from copying an expression to each
-- place that uses it: the deparsers are what costs.
-- Run in one REPEATABLE READ READ ONLY transaction with these settings, so that
-- the server's deparsers qualify every name and print the same text everywhere:

-- schema
select 10 ord, 'schema' kind, quote_ident(nspname) id, 'pg_namespace'::regclass::oid||'.'||n.oid||'.0' addr, null parent,
       '' key, '' def, format('CREATE SCHEMA %I', nspname) make, null alter, format('DROP SCHEMA %I', nspname) dropp, false inl
  from pg_namespace n
 where nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_namespace'::regclass and e.objid = n.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- extension (its members are left out of every other query; its version is not compared)
select 12 ord, 'extension' kind, quote_ident(extname) id, 'pg_extension'::regclass::oid||'.'||x.oid||'.0' addr, null parent,
       quote_ident(n.nspname) key, '' def, format('CREATE EXTENSION IF NOT EXISTS %I WITH SCHEMA %I', extname, n.nspname) make,
       case when extrelocatable then format('ALTER EXTENSION %I SET SCHEMA %I', extname, n.nspname) end alter, format('DROP EXTENSION %I', extname) dropp, false inl
  from pg_extension x join pg_namespace n on n.oid = x.extnamespace
 where extname <> 'plpgsql';

-- collation (columns differ between versions, hence to_jsonb)
select 14 ord, 'collation' kind, format('%I.%I', n.nspname, collname) id, 'pg_collation'::regclass::oid||'.'||c.oid||'.0' addr,
       null parent, d.def key, '' def,
       format('CREATE COLLATION %I.%I (%s)', n.nspname, collname, d.def) make, null alter,
       format('DROP COLLATION %I.%I', n.nspname, collname) dropp, false inl
  from pg_collation c join pg_namespace n on n.oid = c.collnamespace, to_jsonb(c) j,
       lateral (select concat_ws(', ', 'provider = '||case collprovider when 'i' then 'icu' when 'b' then 'builtin' else 'libc' end,
                 'locale = '||quote_literal(coalesce(j->>'colllocale', j->>'colliculocale', case when collprovider = 'i' then collcollate::text end)),
                 case when collprovider = 'c' then format('lc_collate = %L, lc_ctype = %L', collcollate, collctype) end,
                 case when not collisdeterministic then 'deterministic = false' end) def) d
 where nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_collation'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- enum
select 20 ord, 'enum' kind, format_type(t.oid, null) id, 'pg_type'::regclass::oid||'.'||t.oid||'.0' addr,
       null parent, '' key, l.def, format('CREATE TYPE %s AS ENUM (%s)', format_type(t.oid, null), l.def) make,
       null alter, format('DROP TYPE %s', format_type(t.oid, null)) dropp, false inl
  from pg_type t join pg_namespace n on n.oid = t.typnamespace,
       lateral (select coalesce(string_agg(quote_literal(enumlabel), ', ' order by enumsortorder), '') def from pg_enum where enumtypid = t.oid) l
 where typtype = 'e' and nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- domain (default, not null and checks are rows of their own)
select 21 ord, 'domain' kind, format_type(t.oid, null) id, 'pg_type'::regclass::oid||'.'||t.oid||'.0' addr,
       null parent, d.def key, '' def,
       format('CREATE DOMAIN %s AS %s', format_type(t.oid, null), concat_ws(' ', d.def, 'DEFAULT '||pg_get_expr(t.typdefaultbin, 0), case when t.typnotnull then 'NOT NULL' end,
         (select string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(k.oid)), ' ' order by conname)
            from pg_constraint k where contypid = t.oid and contype = 'c'))) make,
       null alter, format('DROP DOMAIN %s', format_type(t.oid, null)) dropp, false inl
  from pg_type t join pg_namespace n on n.oid = t.typnamespace left join pg_collation c on c.oid = t.typcollation
       join pg_type b on b.oid = t.typbasetype,
       lateral (select format_type(t.typbasetype, t.typtypmod)||case when t.typcollation not in (0, b.typcollation) then ' COLLATE '||(pg_identify_object('pg_collation'::regclass, c.oid, 0)).identity else '' end def) d
 where t.typtype = 'd' and nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- domain default, domain not null, domain constraint
with d as (
  select t.oid, pg_get_expr(t.typdefaultbin, 0) typdefault, t.typnotnull, 'ALTER DOMAIN '||format_type(t.oid, null) pre, 'pg_type'::regclass::oid||'.'||t.oid||'.0' parent
    from pg_type t join pg_namespace n on n.oid = t.typnamespace
   where t.typtype = 'd' and nspname !~ '^pg_' and nspname <> 'information_schema'
     and not exists (select from pg_depend e where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e'))
select 22 ord, 'domain default' kind, format_type(d.oid, null) id, null addr, parent, '' key, typdefault def,
       pre||' SET DEFAULT '||typdefault make, pre||' SET DEFAULT '||typdefault alter, pre||' DROP DEFAULT' dropp, true inl from d where typdefault is not null
union all
select 22, 'domain not null', format_type(d.oid, null), null, parent, '', '', pre||' SET NOT NULL', null, pre||' DROP NOT NULL', true from d where typnotnull
union all
select 23, 'domain constraint', format('%I ON %s', conname, format_type(d.oid, null)), 'pg_constraint'::regclass::oid||'.'||k.oid||'.0', parent,
       replace(pg_get_constraintdef(k.oid), ' NOT VALID', ''), convalidated::text, format('%s ADD CONSTRAINT %I %s', pre, conname, pg_get_constraintdef(k.oid)),
       case when convalidated then format('%s VALIDATE CONSTRAINT %I', pre, conname) end, format('%s DROP CONSTRAINT %I', pre, conname), true
  from d join pg_constraint k on contypid = d.oid and contype = 'c';

-- range type
select 21 ord, 'range' kind, format_type(t.oid, null) id, 'pg_type'::regclass::oid||'.'||t.oid||'.0' addr,
       null parent, d.def key, '' def, format('CREATE TYPE %s AS RANGE (%s)', format_type(t.oid, null), d.def) make,
       null alter, format('DROP TYPE %s', format_type(t.oid, null)) dropp, false inl
  from pg_range r join pg_type t on t.oid = r.rngtypid join pg_namespace n on n.oid = t.typnamespace, to_jsonb(r) j,
       lateral (select concat_ws(', ', 'subtype = '||format_type(rngsubtype, null),
          case when rngcollation <> 0 then 'collation = '||(pg_identify_object('pg_collation'::regclass, rngcollation, 0)).identity end,
          case when rngcanonical <> 0 then 'canonical = '||rngcanonical::regproc end,
          case when rngsubdiff <> 0 then 'subtype_diff = '||rngsubdiff::regproc end,
          case when j ? 'rngmultitypid' then 'multirange_type_name = '||format_type((j->>'rngmultitypid')::oid, null) end) def) d
 where nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- composite type and its attributes
with t as (
  select t.oid, t.typrelid, format_type(t.oid, null) id, 'pg_type'::regclass::oid||'.'||t.oid||'.0' addr
    from pg_type t join pg_namespace n on n.oid = t.typnamespace join pg_class c on c.oid = t.typrelid and c.relkind = 'c'
   where nspname !~ '^pg_' and nspname <> 'information_schema'
     and not exists (select from pg_depend e where e.classid = 'pg_type'::regclass and e.objid = t.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e')),
a as (
  select t.*, attnum, attname, format_type(atttypid, atttypmod)||case when attcollation not in (0, y.typcollation) then ' COLLATE '||(pg_identify_object('pg_collation'::regclass, attcollation, 0)).identity else '' end def
    from t join pg_attribute on attrelid = typrelid and attnum > 0 and not attisdropped join pg_type y on y.oid = atttypid)
select 21 ord, 'composite' kind, id, addr, null parent, '' key, '' def, format('CREATE TYPE %s AS (%s)', id,
       (select string_agg(format('%I %s', attname, def), ', ' order by attnum) from a where a.oid = t.oid)) make, null alter, 'DROP TYPE '||id dropp, false inl from t
union all
select 22, 'attribute', format('%s.%I', id, attname), 'pg_class'::regclass::oid||'.'||typrelid||'.'||attnum, addr, '', def, format('ALTER TYPE %s ADD ATTRIBUTE %I %s%s', id, attname, def, typed),
       format('ALTER TYPE %s ALTER ATTRIBUTE %I TYPE %s%s', id, attname, def, typed), format('ALTER TYPE %s DROP ATTRIBUTE %I%s', id, attname, typed), true
  from a, lateral (select case when exists (select from pg_class where reloftype = a.oid) then ' CASCADE' else '' end typed) c;

-- sequence (serial ones too; identity sequences belong to their column) and its owner
with s as (
  select c.oid, c.oid::regclass::text id, 'pg_class'::regclass::oid||'.'||c.oid||'.0' addr, o.refobjid, o.refobjsubid,
         format('AS %s START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s%s', format_type(seqtypid, null), seqstart, seqincrement, seqmin, seqmax, seqcache,
                case when seqcycle then ' CYCLE' else ' NO CYCLE' end) def, concat_ws(' ', '', 'AS '||format_type(nullif(seqtypid, 20), null), nullif(brief, '')) brief, c.relpersistence p
    from pg_sequence q cross join lateral (select case seqtypid when 21 then 32767 when 23 then 2147483647 else 9223372036854775807 end most) m cross join lateral (select concat_ws(' ',
                      'START WITH '||nullif(seqstart, case when seqincrement > 0 then seqmin else seqmax end), 'INCREMENT BY '||nullif(seqincrement, 1),
                      'MINVALUE '||nullif(seqmin, case when seqincrement > 0 then 1 else -most - 1 end), 'MAXVALUE '||nullif(seqmax, case when seqincrement > 0 then most else -1 end),
                      'CACHE '||nullif(seqcache, 1), case when seqcycle then 'CYCLE' end) brief) b join pg_class c on c.oid = q.seqrelid join pg_namespace n on n.oid = c.relnamespace
    left join pg_depend o on o.classid = 'pg_class'::regclass and o.objid = c.oid and o.refclassid = 'pg_class'::regclass and o.refobjsubid > 0 and o.deptype in ('a', 'i')
   where nspname !~ '^pg_' and nspname <> 'information_schema' and o.deptype is distinct from 'i'
     and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e'))
select 30 ord, 'sequence' kind, id, addr, 'pg_class'::regclass::oid||'.'||refobjid||'.'||refobjsubid parent,
       '' key, def, 'CREATE '||case when p = 'u' then 'UNLOGGED ' else '' end||'SEQUENCE '||id||brief make,
       'ALTER SEQUENCE '||id||' '||def alter, 'DROP SEQUENCE '||id dropp, false inl from s
union all
select 48, 'sequence owner', id, 'so.'||s.oid||'.0', addr, '', s.refobjid::regclass||'.'||quote_ident(attname),
       format('ALTER SEQUENCE %s OWNED BY %s.%I', id, s.refobjid::regclass, attname), format('ALTER SEQUENCE %s OWNED BY %s.%I', id, s.refobjid::regclass, attname),
       format('ALTER SEQUENCE %s OWNED BY NONE', id), false
  from s join pg_attribute on attrelid = refobjid and attnum = refobjsubid;

-- table, column, default, not null, identity, constraint (not null: above; constraint triggers: see trigger)
with t as materialized (
  select c.oid, c.relkind, c.relpersistence, c.relispartition, c.reloftype, c.oid::regclass::text id, 'pg_class'::regclass::oid||'.'||c.oid||'.' pre,
         case when c.relispartition then (select inhparent::regclass::text from pg_inherits where inhrelid = c.oid) end part,
         pg_get_expr(c.relpartbound, c.oid) bound,
         case when not c.relispartition then (select string_agg(inhparent::regclass::text, ', ' order by inhseqno) from pg_inherits where inhrelid = c.oid) end inh
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'v') and nspname !~ '^pg_' and nspname <> 'information_schema'
     and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e')),
a as materialized (
  select t.*, attnum, quote_ident(attname) col, format('ALTER TABLE %s ALTER COLUMN %I', t.id, attname) alt, attnotnull, attidentity, attislocal,
         relispartition or attinhcount > 0 follows, attgenerated, y.typtype in ('e', 'c') or coalesce(ye.typtype in ('e', 'c'), false) or coalesce(yb.typtype in ('e', 'c'), false) viatext,
         format_type(atttypid, atttypmod)||case when attcollation not in (0, y.typcollation) then ' COLLATE '||(pg_identify_object('pg_collation'::regclass, attcollation, 0)).identity else '' end typ,
         pg_get_expr(adbin, case when attgenerated = '' then 0 else adrelid end) expr, f.oid defoid,
         attinhcount > 0 and exists (select from pg_inherits i join pg_attribute pa on pa.attrelid = i.inhparent and pa.attname = b.attname and pa.attnotnull where i.inhrelid = t.oid) nnfollows,
         attinhcount > 0 and exists (select from pg_inherits i join pg_attribute pa on pa.attrelid = i.inhparent and pa.attname = b.attname
                   join pg_attrdef pd on pd.adrelid = i.inhparent and pd.adnum = pa.attnum
                  where i.inhrelid = t.oid and pg_get_expr(pd.adbin, pd.adrelid) = pg_get_expr(f.adbin, f.adrelid)) deffollows,
         seq, seqset, seqbrief
    from t join pg_attribute b on attrelid >= 16384 and attrelid = t.oid and attnum > 0 and not attisdropped join pg_type y on y.oid = atttypid
    left join pg_type ye on ye.oid = y.typelem left join pg_type yb on yb.oid = y.typbasetype
    left join pg_attrdef f on adrelid = t.oid and adnum = attnum
    left join (select refobjid, refobjsubid, format('START WITH %s INCREMENT BY %s MINVALUE %s MAXVALUE %s CACHE %s %s', seqstart, seqincrement, seqmin, seqmax, seqcache, y) seq,
                      format('SET START WITH %s SET INCREMENT BY %s SET MINVALUE %s SET MAXVALUE %s SET CACHE %s SET %s', seqstart, seqincrement, seqmin, seqmax, seqcache, y) seqset,
                      coalesce(' ('||nullif(brief, '')||')', '') seqbrief
                 from pg_sequence cross join lateral (select case when seqcycle then 'CYCLE' else 'NO CYCLE' end y) y
           cross join lateral (select case seqtypid when 21 then 32767 when 23 then 2147483647 else 9223372036854775807 end most) m cross join lateral (select concat_ws(' ',
                      'START WITH '||nullif(seqstart, case when seqincrement > 0 then seqmin else seqmax end), 'INCREMENT BY '||nullif(seqincrement, 1),
                      'MINVALUE '||nullif(seqmin, case when seqincrement > 0 then 1 else -most - 1 end), 'MAXVALUE '||nullif(seqmax, case when seqincrement > 0 then most else -1 end),
                      'CACHE '||nullif(seqcache, 1), case when seqcycle then 'CYCLE' end) brief) b join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = seqrelid and d.refclassid = 'pg_class'::regclass and d.deptype = 'i') i
      on attidentity <> '' and refobjid = t.oid and refobjsubid = attnum),
c as (
  select a.*, concat_ws(' ', col, typ, case attgenerated when 's' then 'GENERATED ALWAYS AS ('||expr||') STORED' when 'v' then 'GENERATED ALWAYS AS ('||expr||') VIRTUAL'
                   else 'DEFAULT '||expr end,
                 case attidentity when 'a' then 'GENERATED ALWAYS AS IDENTITY'||seqbrief when 'd' then 'GENERATED BY DEFAULT AS IDENTITY'||seqbrief end,
                 case when attnotnull then 'NOT NULL' end) coldef from a),
l as (
  select oid, string_agg(coldef, E',\n    ' order by attnum) cols from c where attislocal and part is null and reloftype = 0 and relkind <> 'v' group by oid),
k as materialized (
  select k.*, t.id tid, conislocal and coninhcount = 0 own, pg_get_constraintdef(k.oid) condef
    from pg_constraint k join t on t.oid = conrelid where contype in ('p', 'u', 'x', 'c', 'f')),
m as (
  select conrelid, string_agg(format('CONSTRAINT %I %s', conname, condef), E',\n    ' order by conname) cons from k where contype <> 'f' and own and convalidated group by conrelid)
select 40 ord, 'table' kind, id, pre||'0' addr, null parent,
       case when relkind = 'p' then 'PARTITION BY '||pg_get_partkeydef(oid) else '' end||case when reloftype <> 0 then 'OF '||format_type(reloftype, null) else '' end key, '' def,
       format('CREATE %sTABLE %s%s%s%s', case when relpersistence = 'u' then 'UNLOGGED ' else '' end, id,
         case when part is not null then ' PARTITION OF '||part when reloftype <> 0 then ' OF '||format_type(reloftype, null) else '' end,
         case when t.part is null and t.reloftype = 0 or cols is not null or cons is not null
              then ' ('||coalesce(E'\n    '||nullif(concat_ws(E',\n    ', cols, cons), '')||E'\n', '')||')' else '' end,
         coalesce(' '||case when part is not null then bound end, '')||coalesce(' INHERITS ('||inh||')', '')||case when relkind = 'p' then ' PARTITION BY '||pg_get_partkeydef(oid) else '' end) make,
       null alter, 'DROP TABLE '||id dropp, false inl from t left join l using (oid) left join m on conrelid = t.oid where relkind <> 'v'
union all
select 42, 'column', id||'.'||col, pre||attnum, pre||'0', case when attgenerated <> '' then attgenerated::text||expr else '' end, typ,
       case when follows then '' else 'ALTER TABLE '||id||' ADD COLUMN '||coldef end,
       case when follows then '' else alt||' TYPE '||typ||' USING '||col||case when viatext then '::text' else '' end||'::'||regexp_replace(typ, ' COLLATE .*', '') end,
       case when follows then '' else 'ALTER TABLE '||id||' DROP COLUMN '||col end, true from c where relkind <> 'v' and reloftype = 0
union all
select 44, 'default', id||'.'||col, 'pg_attrdef'::regclass::oid||'.'||defoid||'.0', case when relkind = 'v' then pre||'0' else pre||attnum end, '', expr,
       case when deffollows then '' else alt||' SET DEFAULT '||expr end, alt||' SET DEFAULT '||expr, alt||' DROP DEFAULT', relkind <> 'v' and attislocal and not relispartition and reloftype = 0
  from c where attgenerated = '' and expr is not null
union all
select 45, 'not null', id||'.'||col, 'nn.'||oid||'.'||attnum, pre||attnum, '', '', case when nnfollows then '' else alt||' SET NOT NULL' end, null, alt||' DROP NOT NULL',
       attislocal and not relispartition and reloftype = 0 or exists (select from pg_constraint k where k.conrelid = c.oid and contype = 'p' and conislocal and coninhcount = 0 and attnum = any(conkey))
  from c where relkind <> 'v' and attnotnull
union all
select 46, 'identity', id||'.'||col, 'id.'||oid||'.'||attnum, pre||attnum, '', attidentity::text||' '||seq,
       case when relispartition then '' else alt||' ADD GENERATED '||case attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end||' AS IDENTITY'||seqbrief end,
       alt||' SET GENERATED '||case attidentity when 'a' then 'ALWAYS' else 'BY DEFAULT' end||' '||seqset, alt||' DROP IDENTITY', true
  from c where attidentity <> ''
union all
select case when contype = 'f' then 65 else 55 end, 'constraint', format('%I ON %s', conname, tid), 'pg_constraint'::regclass::oid||'.'||oid||'.0',
       case when conparentid <> 0 then 'pg_constraint'::regclass::oid||'.'||conparentid else 'pg_class'::regclass::oid||'.'||conrelid end||'.0',
       replace(condef, ' NOT VALID', ''), convalidated::text, case when own then format('ALTER TABLE %s ADD CONSTRAINT %I %s', tid, conname, condef) else '' end,
       case when convalidated then format('ALTER TABLE %s VALIDATE CONSTRAINT %I', tid, conname) end, format('ALTER TABLE %s DROP CONSTRAINT %I', tid, conname),
       contype <> 'f' and own and convalidated from k;

-- persistence, row security, replica identity, cluster, storage parameters, column settings: pseudo rows on a relation
with t as (
  select c.*, c.oid::regclass::text id, 'pg_class'::regclass::oid||'.'||c.oid||'.0' addr,
         case relkind when 'v' then 'VIEW' when 'm' then 'MATERIALIZED VIEW' else 'TABLE' end what
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'p', 'm') and nspname !~ '^pg_' and nspname <> 'information_schema'
     and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e'))
select 50 ord, 'unlogged' kind, id, null addr, addr parent, '' key, '' def, 'ALTER TABLE '||id||' SET UNLOGGED' make, null alter, 'ALTER TABLE '||id||' SET LOGGED' dropp, true inl from t where relpersistence = 'u'
union all
select 83, 'row security', id, null, addr, '', '', 'ALTER TABLE '||id||' ENABLE ROW LEVEL SECURITY', null, 'ALTER TABLE '||id||' DISABLE ROW LEVEL SECURITY', false from t where relrowsecurity
union all
select 83, 'force row security', id, null, addr, '', '', 'ALTER TABLE '||id||' FORCE ROW LEVEL SECURITY', null, 'ALTER TABLE '||id||' NO FORCE ROW LEVEL SECURITY', false from t where relforcerowsecurity
union all
select 84, 'replica identity', id, 'ri.'||t.oid||'.0', addr, '', d.def,
       'ALTER TABLE '||id||' REPLICA IDENTITY '||d.def, 'ALTER TABLE '||id||' REPLICA IDENTITY '||d.def, 'ALTER TABLE '||id||' REPLICA IDENTITY DEFAULT', false
  from t left join pg_index x on indrelid = t.oid and indisreplident left join pg_class ic on ic.oid = indexrelid,
       lateral (select case t.relreplident when 'f' then 'FULL' when 'n' then 'NOTHING' else 'USING INDEX '||quote_ident(ic.relname) end def) d where t.relreplident <> 'd' and t.relkind <> 'm'
union all
select 84, 'cluster', id, 'cl.'||t.oid||'.0', addr, '', quote_ident(ic.relname), 'ALTER '||what||' '||id||' CLUSTER ON '||quote_ident(ic.relname), 'ALTER '||what||' '||id||' CLUSTER ON '||quote_ident(ic.relname),
       'ALTER '||what||' '||id||' SET WITHOUT CLUSTER', false from t join pg_index x on indrelid = t.oid and indisclustered join pg_class ic on ic.oid = indexrelid
union all
select 84, 'option', id||' '||split_part(o, '=', 1), null, addr, '', o, format('ALTER %s %s SET (%s=%L)', what, id, split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)),
       format('ALTER %s %s SET (%s=%L)', what, id, split_part(o, '=', 1), substr(o, strpos(o, '=') + 1)), format('ALTER %s %s RESET (%s)', what, id, split_part(o, '=', 1)), false
  from t, lateral (select unnest(t.reloptions) o union all select 'toast.'||unnest(reloptions) from pg_class where oid = t.reltoastrelid and reloptions is not null) o
union all
select 84, 'column option', id||'.'||quote_ident(attname)||' '||k, null, 'pg_class'::regclass::oid||'.'||t.oid||'.'||attnum, '', v,
       'ALTER TABLE ONLY '||id||' ALTER COLUMN '||quote_ident(attname)||' SET '||v, 'ALTER TABLE ONLY '||id||' ALTER COLUMN '||quote_ident(attname)||' SET '||v,
       'ALTER TABLE ONLY '||id||' ALTER COLUMN '||quote_ident(attname)||' SET '||r, false
  from (values (''::"char")) before_14(attcompression), lateral
       (select attrelid, attnum, attname, atttypid, attstorage, attstattarget, attcompression from pg_attribute where attrelid >= 16384 and attnum > 0 and not attisdropped) a
  join t on t.oid = attrelid join pg_type y on y.oid = atttypid and (attstorage <> typstorage or attstattarget >= 0 or a.attcompression <> ''), lateral (values
    ('storage', case when attstorage <> typstorage then 'STORAGE '||case attstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end end,
                'STORAGE '||case typstorage when 'p' then 'PLAIN' when 'e' then 'EXTERNAL' when 'm' then 'MAIN' else 'EXTENDED' end),
    ('statistics', case when attstattarget >= 0 then 'STATISTICS '||attstattarget end, 'STATISTICS -1'),
    ('compression', 'COMPRESSION '||case a.attcompression when 'p' then 'pglz' when 'l' then 'lz4' end, 'COMPRESSION default')) o(k, v, r)
 where v is not null
union all
select 84, 'column option', id||'.'||quote_ident(attname)||' '||split_part(o, '=', 1), null, 'pg_class'::regclass::oid||'.'||t.oid||'.'||attnum, '', o,
       format('ALTER TABLE ONLY %s ALTER COLUMN %I SET (%s)', id, attname, o), format('ALTER TABLE ONLY %s ALTER COLUMN %I SET (%s)', id, attname, o),
       format('ALTER TABLE ONLY %s ALTER COLUMN %I RESET (%s)', id, attname, split_part(o, '=', 1)), false
  from t join pg_attribute on attrelid = t.oid and attnum > 0 and not attisdropped and attoptions::text like '%n\_distinct%', unnest(attoptions) o where o like 'n\_distinct%'
union all
select 50, 'unlogged', c.oid::regclass::text, null, 'pg_class'::regclass::oid||'.'||c.oid||'.0', '', '', format('ALTER SEQUENCE %s SET UNLOGGED', c.oid::regclass), null,
       format('ALTER SEQUENCE %s SET LOGGED', c.oid::regclass), true
  from pg_class c join pg_namespace n on n.oid = c.relnamespace where relkind = 'S' and relpersistence = 'u' and nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('i', 'e'))
union all
select 84, 'index option', c.oid::regclass||' '||attnum, null, 'pg_class'::regclass::oid||'.'||c.oid||'.0', '', attstattarget::text,
       format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', c.oid::regclass, attnum, attstattarget), format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s', c.oid::regclass, attnum, attstattarget),
       format('ALTER INDEX %s ALTER COLUMN %s SET STATISTICS -1', c.oid::regclass, attnum), false
  from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute on attrelid = c.oid
 where attrelid >= 16384 and relkind in ('i', 'I') and attstattarget >= 0 and nspname !~ '^pg_' and nspname <> 'information_schema';

-- partition and inheritance links (a new child has them in its CREATE TABLE)
select 52 ord, 'inherit' kind, c.oid::regclass||' -> '||p.oid::regclass id, null addr, 'pg_class'::regclass::oid||'.'||c.oid||'.0' parent, coalesce(pg_get_expr(c.relpartbound, c.oid), '') key, '' def,
       case when c.relispartition then format('ALTER TABLE %s ATTACH PARTITION %s %s', p.oid::regclass, c.oid::regclass, pg_get_expr(c.relpartbound, c.oid))
            else format('ALTER TABLE %s INHERIT %s', c.oid::regclass, p.oid::regclass) end make, null alter,
       case when c.relispartition then format('ALTER TABLE %s DETACH PARTITION %s', p.oid::regclass, c.oid::regclass)
            else format('ALTER TABLE %s NO INHERIT %s', c.oid::regclass, p.oid::regclass) end dropp, true inl
  from pg_inherits i join pg_class c on c.oid = inhrelid and c.relkind in ('r', 'p') join pg_class p on p.oid = inhparent join pg_namespace n on n.oid = c.relnamespace
 where nspname !~ '^pg_' and nspname <> 'information_schema';

-- index (those of constraints belong to the constraint; those of partitions follow the partitioned index)
select case when i.relkind = 'I' then 60 else 61 end ord, 'index' kind, i.oid::regclass::text id, 'pg_class'::regclass::oid||'.'||i.oid||'.0' addr, 'pg_class'::regclass::oid||'.'||coalesce(p.inhparent, c.oid)||'.0' parent,
       d.def||case when indisvalid then '' else ' /* INVALID */' end key, '' def, case when p.inhrelid is null then d.def else '' end make, null alter, 'DROP INDEX '||i.oid::regclass dropp, false inl
  from pg_index x join pg_class i on i.oid = indexrelid join pg_class c on c.oid = indrelid join pg_namespace n on n.oid = c.relnamespace
  left join pg_inherits p on p.inhrelid = i.oid,
  lateral (select case when i.relkind = 'I' and indisvalid then regexp_replace(pg_get_indexdef(i.oid), ' ON ONLY ', ' ON ') else pg_get_indexdef(i.oid) end def offset 0) d
 where nspname !~ '^pg_' and nspname <> 'information_schema' and not exists (select from pg_constraint k where k.conindid = i.oid and contype in ('p', 'u', 'x'))
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid in (i.oid, c.oid) and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- function, procedure (C and other languages too), aggregate
select 68 ord, case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end kind, p.oid::regprocedure::text id,
       'pg_proc'::regclass::oid||'.'||p.oid||'.0' addr, null parent,
       case when prokind = 'a' then d.def else concat_ws(' ', prokind, pg_get_function_identity_arguments(p.oid), pg_get_function_result(p.oid), pronargdefaults) end key,
       case when prokind = 'a' then '' else d.def end def, d.def make, case when prokind <> 'a' then d.def end alter,
       format('DROP %s %s', case prokind when 'p' then 'PROCEDURE' when 'a' then 'AGGREGATE' else 'FUNCTION' end,
              case prokind when 'a' then replace(p.oid::regprocedure::text, '()', '(*)') else p.oid::regprocedure::text end) dropp, false inl
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace left join pg_aggregate a on a.aggfnoid = p.oid,
  lateral (select max(v) filter (where k = aggfinalmodify and k <> normal) final, max(v) filter (where k = aggmfinalmodify and k <> normal) mfinal
    from (values ('r'::"char", 'READ_ONLY'), ('s', 'SHAREABLE'), ('w', 'READ_WRITE')) m(k, v), lateral (select case when aggkind = 'n' then 'r'::"char" else 'w' end normal) d) modify,
  lateral (select case when prokind <> 'a' then rtrim(pg_get_functiondef(p.oid), E'\n') else
     format('CREATE AGGREGATE %I.%I(%s) (', nspname, proname, coalesce(nullif(pg_get_function_arguments(p.oid), ''), '*'))||concat_ws(', ', 'SFUNC = '||aggtransfn::regproc, 'STYPE = '||format_type(aggtranstype, null),
       'SSPACE = '||nullif(aggtransspace, 0), 'FINALFUNC = '||nullif(aggfinalfn::oid, 0)::regproc, case when aggfinalextra then 'FINALFUNC_EXTRA' end, 'FINALFUNC_MODIFY = '||modify.final,
       'COMBINEFUNC = '||nullif(aggcombinefn::oid, 0)::regproc, 'SERIALFUNC = '||nullif(aggserialfn::oid, 0)::regproc, 'DESERIALFUNC = '||nullif(aggdeserialfn::oid, 0)::regproc,
       'INITCOND = '||quote_literal(agginitval), 'MSFUNC = '||nullif(aggmtransfn::oid, 0)::regproc, 'MINVFUNC = '||nullif(aggminvtransfn::oid, 0)::regproc,
       'MSTYPE = '||format_type(nullif(aggmtranstype, 0), null), 'MSSPACE = '||nullif(aggmtransspace, 0), 'MFINALFUNC = '||nullif(aggmfinalfn::oid, 0)::regproc,
       case when aggmfinalextra then 'MFINALFUNC_EXTRA' end, 'MFINALFUNC_MODIFY = '||modify.mfinal, 'MINITCOND = '||quote_literal(aggminitval),
       'SORTOP = '||(select format('OPERATOR(%I.%s)', s.nspname, oprname) from pg_operator o join pg_namespace s on s.oid = oprnamespace where o.oid = aggsortop),
       case proparallel when 's' then 'PARALLEL = SAFE' when 'r' then 'PARALLEL = RESTRICTED' end, case aggkind when 'h' then 'HYPOTHETICAL' end)||')' end def offset 0) d
 where nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_proc'::regclass and e.objid = p.oid and e.deptype in ('e', 'i'));

-- view, materialized view
select 70 ord, case relkind when 'v' then 'view' else 'materialized view' end kind, c.oid::regclass::text id, 'pg_class'::regclass::oid||'.'||c.oid||'.0' addr,
       null parent,
       case when relkind = 'm' then d.def else (select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod))||case when attcollation not in (0, typcollation) then ' COLLATE '||(pg_identify_object('pg_collation'::regclass, attcollation, 0)).identity else '' end, ', ' order by attnum)
                    from pg_attribute join pg_type y on y.oid = atttypid where attrelid = c.oid and attnum > 0) end key,
       case when relkind = 'm' then '' else d.def end def,
       format('CREATE %sVIEW %s%s', case relkind when 'm' then 'MATERIALIZED ' else '' end, c.oid::regclass, d.def) make,
       case when relkind = 'v' then format('CREATE OR REPLACE VIEW %s%s', c.oid::regclass, d.def) end alter,
       format('DROP %sVIEW %s', case relkind when 'm' then 'MATERIALIZED ' else '' end, c.oid::regclass) dropp, false inl
  from pg_class c join pg_namespace n on n.oid = c.relnamespace,
  lateral (select case when relkind = 'v' then coalesce(' WITH ('||array_to_string(reloptions, ', ')||')', '') else '' end||E' AS\n'||rtrim(pg_get_viewdef(c.oid), ';') def offset 0) d
 where relkind in ('v', 'm') and nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- rule and its state
with r as (
  select r.oid, rulename, ev_class, ev_enabled, 'pg_rewrite'::regclass::oid||'.'||r.oid||'.0' addr, pg_get_ruledef(r.oid) def, format('%I ON %s', rulename, ev_class::regclass) id
    from pg_rewrite r join pg_class c on c.oid = ev_class join pg_namespace n on n.oid = c.relnamespace
   where rulename <> '_RETURN' and nspname !~ '^pg_' and nspname <> 'information_schema'
     and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e'))
select 75 ord, 'rule' kind, id, addr, 'pg_class'::regclass::oid||'.'||ev_class||'.0' parent, def key, '' def, rtrim(def, ';') make, null alter, 'DROP RULE '||id dropp, false inl from r
union all
select 76, 'rule state', id, null, addr, '', ev_enabled::text, s.make, s.make, format('ALTER TABLE %s ENABLE RULE %I', ev_class::regclass, rulename), false
  from r, lateral (select format('ALTER TABLE %s %s RULE %I', ev_class::regclass, case ev_enabled when 'D' then 'DISABLE' when 'R' then 'ENABLE REPLICA' else 'ENABLE ALWAYS' end, rulename) make) s
 where ev_enabled <> 'O';

-- trigger (constraint triggers too) and its firing state; that of a partition's copy where it is another than the whole's
with t as (
  select g.oid, g.tgrelid, g.tgname, g.tgenabled, u.tgenabled whole, 'pg_trigger'::regclass::oid||'.'||coalesce(u.oid, g.oid)||'.0' addr, pg_get_triggerdef(g.oid) def, format('%I ON %s', g.tgname, g.tgrelid::regclass) id
    from (values (0::oid)) before_13(tgparentid), lateral (select oid, tgrelid, tgname, tgenabled, tgisinternal, tgparentid from pg_trigger where tgconstraint = 0 or not tgisinternal) g
    left join pg_trigger u on u.oid = g.tgparentid join pg_class c on c.oid = g.tgrelid join pg_namespace n on n.oid = c.relnamespace
   where (not g.tgisinternal or u.oid is not null) and nspname !~ '^pg_' and nspname <> 'information_schema'
     and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e'))
select 80 ord, 'trigger' kind, id, addr, 'pg_class'::regclass::oid||'.'||tgrelid||'.0' parent, def key, '' def, def make, null alter, 'DROP TRIGGER '||id dropp, false inl from t where whole is null
union all
select case when whole is null then 81 else 82 end, 'trigger state', id, null, addr, '', tgenabled::text, s.make, s.make, s.dropp, false
  from t, lateral (select format('ALTER TABLE %s %s TRIGGER %I', tgrelid::regclass, a.made, tgname) make, format('ALTER TABLE %s %s TRIGGER %I', tgrelid::regclass, a.was, tgname) dropp
    from (select max(v) filter (where k = tgenabled) made, max(v) filter (where k = coalesce(whole, 'O')) was from (values ('O'::"char", 'ENABLE'), ('D', 'DISABLE'), ('R', 'ENABLE REPLICA'), ('A', 'ENABLE ALWAYS')) v(k, v)) a) s
 where tgenabled <> coalesce(whole, 'O');

-- event trigger and its firing state
with v as (
  select v.*, quote_ident(evtname) id, 'pg_event_trigger'::regclass::oid||'.'||v.oid||'.0' addr, format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', evtname, evtevent,
         (select ' WHEN TAG IN ('||string_agg(quote_literal(t), ', ')||')' from unnest(evttags) t), evtfoid::regproc) def
    from pg_event_trigger v where not exists (select from pg_depend e where e.classid = 'pg_event_trigger'::regclass and e.objid = v.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e'))
select 86 ord, 'event trigger' kind, id, addr, null parent, def key, '' def, def make, null alter, 'DROP EVENT TRIGGER '||id dropp, false inl from v
union all
select 87, 'event trigger state', id, null, addr, '', evtenabled::text, s.make, s.make, 'ALTER EVENT TRIGGER '||id||' ENABLE', false
  from v, lateral (select 'ALTER EVENT TRIGGER '||id||case evtenabled when 'D' then ' DISABLE' when 'R' then ' ENABLE REPLICA' else ' ENABLE ALWAYS' end make) s where evtenabled <> 'O';

-- policy (the server has no deparser for it)
select 82 ord, 'policy' kind, format('%I ON %s', polname, polrelid::regclass) id, 'pg_policy'::regclass::oid||'.'||p.oid||'.0' addr, 'pg_class'::regclass::oid||'.'||polrelid||'.0' parent,
       d.def key, '' def, d.def make, null alter, format('DROP POLICY %I ON %s', polname, polrelid::regclass) dropp, false inl
  from pg_policy p join pg_class c on c.oid = polrelid join pg_namespace n on n.oid = c.relnamespace, lateral (select concat_ws(' ',
       format('CREATE POLICY %I ON %s AS %s FOR %s', polname, polrelid::regclass, case when polpermissive then 'PERMISSIVE' else 'RESTRICTIVE' end,
              case polcmd when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' when 'd' then 'DELETE' else 'ALL' end),
       'TO '||(select string_agg(case when r = 0 then 'PUBLIC' else quote_ident(pg_get_userbyid(r)) end, ', ' order by pg_get_userbyid(r)) from unnest(polroles) r),
       'USING ('||pg_get_expr(polqual, polrelid)||')', 'WITH CHECK ('||pg_get_expr(polwithcheck, polrelid)||')') def) d
 where nspname !~ '^pg_' and nspname <> 'information_schema';

-- extended statistics and their target
with x as (
  select s.oid, s.stxrelid, format('%I.%I', nspname, stxname) id, 'pg_statistic_ext'::regclass::oid||'.'||s.oid||'.0' addr, pg_get_statisticsobjdef(s.oid) def, (to_jsonb(s)->>'stxstattarget')::int target
    from pg_statistic_ext s join pg_namespace n on n.oid = stxnamespace where nspname !~ '^pg_' and nspname <> 'information_schema')
select 85 ord, 'statistics' kind, id, addr, 'pg_class'::regclass::oid||'.'||stxrelid||'.0' parent, def key, '' def, def make, null alter, 'DROP STATISTICS '||id dropp, false inl from x
union all
select 86, 'statistics target', id, null, addr, '', target::text, format('ALTER STATISTICS %s SET STATISTICS %s', id, target), format('ALTER STATISTICS %s SET STATISTICS %s', id, target),
       format('ALTER STATISTICS %s SET STATISTICS -1', id), false from x where target >= 0;

-- comment: pg_identify_object names every kind the way COMMENT ON wants it
select 90 ord, 'comment' kind, w.what id, null addr, d.classoid||'.'||d.objoid||'.'||d.objsubid parent, '' key, description def,
       format('COMMENT ON %s IS %L', w.what, description) make, format('COMMENT ON %s IS %L', w.what, description) alter, format('COMMENT ON %s IS NULL', w.what) dropp, false inl
  from pg_description d, lateral pg_identify_object(classoid, objoid, objsubid) i, lateral (select case i.type
       when 'table column' then 'COLUMN '||identity when 'view column' then 'COLUMN '||identity when 'materialized view column' then 'COLUMN '||identity when 'composite type column' then 'COLUMN '||identity when 'foreign table column' then 'COLUMN '||identity
       when 'table constraint' then 'CONSTRAINT '||identity when 'domain constraint' then (select format('CONSTRAINT %I ON DOMAIN %s', conname, format_type(contypid, null)) from pg_constraint where oid = objoid)
       when 'aggregate' then 'AGGREGATE '||replace(identity, '()', '(*)')
       when 'statistics object' then 'STATISTICS '||identity else upper(i.type)||' '||identity end what) w
 where (objoid >= 16384 or classoid = 'pg_namespace'::regclass and objoid = 2200 and description <> 'standard public schema')
   and coalesce(i.schema, '') !~ '^pg_' and i.type ~ 'schema|table|view|sequence|index|type|domain|column|constraint|function|procedure|aggregate|trigger|policy|rule|statistics|collation|extension'
   and (i.type <> 'extension' or description is distinct from (select comment from pg_available_extensions where quote_ident(name) = identity))
   and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- privilege: what was granted beyond, or revoked from, the built-in defaults
with ns as materialized (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'),
o as (
  select case when relkind = 'S' then 'SEQUENCE' else 'TABLE' end||' '||c.oid::regclass id, '' cols, 'pg_class'::regclass::oid||'.'||c.oid||'.0' parent, relowner own,
         relacl acl, acldefault(case when relkind = 'S' then 's'::"char" else 'r' end, relowner) def, c.tableoid cls, c.oid
    from pg_class c where relkind in ('r', 'p', 'v', 'm', 'S', 'f') and relacl is not null and relnamespace in (select oid from ns)
  union all
  select 'TABLE '||attrelid::regclass, '('||quote_ident(attname)||')', 'pg_class'::regclass::oid||'.'||attrelid||'.'||attnum, relowner, attacl, acldefault('c', relowner), c.tableoid, c.oid
    from pg_attribute join pg_class c on c.oid = attrelid where attacl is not null and not attisdropped and relnamespace in (select oid from ns)
  union all
  select case when prokind = 'p' then 'PROCEDURE ' else 'FUNCTION ' end||p.oid::regprocedure, '', 'pg_proc'::regclass::oid||'.'||p.oid||'.0', proowner, proacl, acldefault('f', proowner), p.tableoid, p.oid
    from pg_proc p where proacl is not null and pronamespace in (select oid from ns)
  union all
  select 'SCHEMA '||quote_ident(nspname), '', 'pg_namespace'::regclass::oid||'.'||n.oid||'.0', nspowner, nspacl, acldefault('n', nspowner), n.tableoid, n.oid
    from pg_namespace n where nspacl is not null and oid in (select oid from ns)
  union all
  select case when typtype = 'd' then 'DOMAIN ' else 'TYPE ' end||format_type(t.oid, null), '', 'pg_type'::regclass::oid||'.'||t.oid||'.0', typowner, typacl, acldefault('T', typowner), t.tableoid, t.oid
    from pg_type t where typacl is not null and typnamespace in (select oid from ns)),
u as (select * from o where not exists (select from pg_depend e where e.classid = cls and e.objid = o.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e')),
x as (
  select u.id, cols, parent, own, 'g' dir, grantee, privilege_type p, is_grantable g from u, lateral (select grantee, privilege_type, is_grantable from aclexplode(acl) except select grantee, privilege_type, is_grantable from aclexplode(def)) q
  union all
  select u.id, cols, parent, own, 'r', grantee, privilege_type, is_grantable from u, lateral (select grantee, privilege_type, is_grantable from aclexplode(def) except select grantee, privilege_type, is_grantable from aclexplode(acl)) q)
select 92 ord, 'privilege' kind, format('%s%s ON %s TO %s %s', p, cols, id, w.who, dir) id, null addr, parent, '' key, g::text def,
       case dir when 'g' then v.gr else v.rev end make,
       case when g then v.gr else format('REVOKE GRANT OPTION FOR %s%s ON %s FROM %s', p, cols, id, w.who) end alter,
       case dir when 'g' then v.rev else v.gr end dropp, false inl
  from x, lateral (select case when grantee = 0 then 'PUBLIC' when grantee = own and own = (select oid from pg_roles where rolname = current_user) then 'CURRENT_USER' else quote_ident(pg_get_userbyid(grantee)) end who) w,
       lateral (select format('GRANT %s%s ON %s TO %s%s', p, cols, id, w.who, case when g then ' WITH GRANT OPTION' else '' end) gr,
                       format('REVOKE %s%s ON %s FROM %s', p, cols, id, w.who) rev) v
 where grantee <> own or dir = 'r';

-- owner (only where it is not the connected role; compared when asked for)
select 94 ord, 'owner' kind, id, null addr, parent, '' key, quote_ident(pg_get_userbyid(own)) def, format('ALTER %s OWNER TO %I', id, pg_get_userbyid(own)) make,
       format('ALTER %s OWNER TO %I', id, pg_get_userbyid(own)) alter, format('ALTER %s OWNER TO CURRENT_USER', id) dropp, false inl
  from (select case relkind when 'v' then 'VIEW ' when 'm' then 'MATERIALIZED VIEW ' when 'S' then 'SEQUENCE ' when 'f' then 'FOREIGN TABLE ' else 'TABLE ' end||c.oid::regclass id,
               'pg_class'::regclass::oid||'.'||c.oid||'.0' parent, relowner own, relnamespace nsp, tableoid cls, c.oid from pg_class c
         where relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i') and relkind = 'S')
        union all select case prokind when 'p' then 'PROCEDURE '||oid::regprocedure when 'a' then 'AGGREGATE '||replace(oid::regprocedure::text, '()', '(*)') else 'FUNCTION '||oid::regprocedure end, 'pg_proc'::regclass::oid||'.'||oid||'.0', proowner, pronamespace, tableoid, oid from pg_proc where pronamespace in (select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
        union all select case typtype when 'd' then 'DOMAIN ' else 'TYPE ' end||format_type(oid, null), 'pg_type'::regclass::oid||'.'||oid||'.0', typowner, typnamespace, tableoid, oid from pg_type t where typtype in ('d', 'e', 'r') or typtype = 'c' and exists (select from pg_class c where c.oid = typrelid and relkind = 'c')
        union all select 'SCHEMA '||quote_ident(nspname), 'pg_namespace'::regclass::oid||'.'||oid||'.0', nspowner, oid, tableoid, oid from pg_namespace where oid >= 16384) o join pg_namespace n on n.oid = o.nsp
 where own <> (select oid from pg_roles where rolname = current_user) and nspname !~ '^pg_' and nspname <> 'information_schema'
   and not exists (select from pg_depend e where e.classid = cls and e.objid = o.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- what no query above covers: reported, never silently missed
select 99 ord, 'other' kind, i.type||' '||i.identity id, null addr, null parent, '' key, '' def, '' make, null alter, '' dropp, false inl
  from (select tableoid cls, oid from pg_operator union all select tableoid, oid from pg_opclass union all select tableoid, oid from pg_opfamily
        union all select k.tableoid, k.oid from pg_cast k where not exists (select from pg_range where rngtypid = castsource)
        union all select tableoid, oid from pg_conversion union all select tableoid, oid from pg_ts_config union all select tableoid, oid from pg_ts_dict union all select tableoid, oid from pg_ts_parser
        union all select tableoid, oid from pg_ts_template union all select tableoid, oid from pg_language union all select tableoid, oid from pg_transform union all select tableoid, oid from pg_am
        union all select tableoid, oid from pg_foreign_data_wrapper union all select tableoid, oid from pg_foreign_server union all select tableoid, oid from pg_publication
        union all select tableoid, oid from pg_default_acl union all select tableoid, oid from pg_class where relkind = 'f'
        union all select tableoid, oid from pg_type where typtype = 'b' and typelem = 0 and typcategory <> 'A') o,
       lateral pg_identify_object(o.cls, o.oid, 0) i
 where o.oid >= 16384 and not exists (select from pg_depend e where e.classid = o.cls and e.objid = o.oid and e.refclassid = 'pg_extension'::regclass and e.deptype = 'e');

-- dependencies: (addr, needs addr, deptype; h: a column and the one that it inherits, and goes with; H: and does not); an address that is no row above stands for what its 'i' or 'e' entry names
select classid||'.'||objid||'.'||objsubid addr, refclassid||'.'||refobjid||'.'||refobjsubid needs, deptype
  from pg_depend where objid >= 16384 and (refobjid >= 16384 or refobjid = 2200) and not (deptype = 'i' and classid = 'pg_trigger'::regclass)
union all
select 'pg_constraint'::regclass::oid||'.'||k.oid||'.0', 'nn.'||conrelid||'.'||a, 'n' from pg_constraint k, unnest(conkey) a where contype = 'p'
union all
select 'id.'||attrelid||'.'||attnum, 'nn.'||attrelid||'.'||attnum, 'n' from pg_attribute where attidentity <> ''
union all
select 'so.'||objid||'.0', refclassid||'.'||refobjid||'.'||refobjsubid, 'n' from pg_depend where classid = 'pg_class'::regclass and refclassid = 'pg_class'::regclass and refobjsubid > 0 and deptype = 'a' and objid >= 16384
union all
select 'ri.'||indrelid||'.0', 'pg_class'::regclass::oid||'.'||indexrelid||'.0', 'n' from pg_index where indisreplident
union all
select 'cl.'||indrelid||'.0', 'pg_class'::regclass::oid||'.'||indexrelid||'.0', 'n' from pg_index where indisclustered
union all
select 'pg_class'::regclass::oid||'.'||inhrelid||'.'||c.attnum, 'pg_class'::regclass::oid||'.'||inhparent||'.'||p.attnum, case when c.attislocal or c.attinhcount > 1 then 'H'::"char" else 'h' end
  from pg_inherits join pg_attribute c on c.attrelid = inhrelid and c.attinhcount > 0 join pg_attribute p on p.attrelid = inhparent and p.attname = c.attname;
