# frozen_string_literal: true

# Part of Site: who sees which kind of issue, who may take it from one status to another, which fields are read-only.

module EstafetaProvision
  module Workflow
    private

    def tracker_visibility
      hidden = GATED.filter_map { |kind| @trackers[kind] }
      outsiders.each { |role| hide(role, hidden) }
    end

    # Roles of the mapping that are not staff, and every other role somebody has in a client's project.
    def outsiders
      projects = client_places
      used = MemberRole.joins(:member).where(members: { project_id: projects.map(&:id) }).distinct.pluck(:role_id)
      used += [Role.non_member.id, Role.anonymous.id] if projects.any?(&:is_public?)
      roles = @roles.reject { |key, _| staff?(key) }.values + Role.where(id: used).to_a
      roles.uniq - staff_role_records
    end

    def hide(role, hidden)
      every = Tracker.sorted.to_a
      shown = BY_TRACKER.index_with { |permission| every.select { |tracker| role.permissions_tracker?(permission, tracker) } }
      all = role.permissions_all_trackers.dup
      some = role.permissions_tracker_ids.dup
      BY_TRACKER.each do |permission|
        next unless role.permissions_all_trackers?(permission) || (shown[permission] & hidden).any?

        all[permission.to_s] = '0'
        some[permission.to_s] = (shown[permission] - hidden).map { |one| one.id.to_s }.sort
      end
      recorder.set(role, { permissions_all_trackers: all, permissions_tracker_ids: some },
                   "hide #{hidden.map { |one| "\"#{one}\"" }.join(' and ')} from the role \"#{role}\" (it keeps all other trackers there are)")
    end

    # --- workflow --------------------------------------------------------------------------------------------------------

    def transitions
      wanted = wanted_transitions
      @m.kinds.each do |kind|
        tracker = @trackers[kind]
        # One role may serve several keys of the mapping: it may what any of them may.
        @roles.group_by(&:last).each do |role, keys|
          pairs = keys.flat_map { |key, _| wanted[[kind, key]] || [] }.uniq
          gated = GATED.include?(kind)
          change_transitions(kind, tracker, role, pairs, exact: gated) if gated || !site_has_workflow?(tracker, role, pairs)
        end
        close_side_doors(kind, tracker) if kind == 'task' && @m.gate == 'forbid'
      end
    end

    # [kind, role key] => pairs of status ids.
    def wanted_transitions
      pairs = Hash.new { |all, key| all[key] = [] }
      EstafetaProvision.matrix(@m).each do |kind, from, to, role|
        product(status_ids(kind, from), [status(kind, to).id]).each { |pair| pairs[[kind, role]] << pair }
      end
      GATED.each do |kind|
        states = @statuses[kind].keys
        states.permutation(2) { |from, to| pairs[[kind, 'service']].concat(product(status_ids(kind, from), [status(kind, to).id])) }
        CREATED_AS[kind].each { |state| pairs[[kind, 'service']] << [0, status(kind, state).id] if status(kind, state) }
      end
      pairs.transform_values { |all| all.uniq.reject { |from, to| from == to } }
    end

    def status_ids(kind, state)
      @statuses[kind][state].map(&:id)
    end

    def product(some, others)
      some.product(others)
    end

    # A workflow for incidents that the site made for a role is the site's; where there is none, nobody could do anything.
    def site_has_workflow?(tracker, role, wanted)
      present = WorkflowTransition.where(tracker_id: tracker.id, role_id: role.id).pluck(:old_status_id, :new_status_id)
      return false if present.empty?

      missing = wanted - present
      recorder.remark("the role \"#{role}\" has a workflow of the site's on \"#{tracker}\", which lacks #{arrows(missing)}") if missing.any?
      true
    end

    # exact: of pairs between Estafeta's own states those not wanted go. Pairs with other statuses are the site's affair.
    def change_transitions(kind, tracker, role, wanted, exact:)
      ours = [0] + @statuses[kind].values.flatten.map(&:id)
      present = plain_transitions(tracker, role)
      missing = wanted - present
      excess = exact ? present.select { |pair| (pair - ours).empty? } - wanted : []
      recorder.add_rows(WorkflowTransition, missing.map { |pair| transition(tracker, role, pair) },
                        "let \"#{role}\" take a \"#{tracker}\": #{arrows(missing)}")
      recorder.remove_rows(WorkflowTransition, excess.map { |pair| transition(tracker, role, pair) },
                           "no longer let \"#{role}\" take a \"#{tracker}\": #{arrows(excess)}")
    end

    def plain_transitions(tracker, role)
      WorkflowTransition.where(tracker_id: tracker.id, role_id: role.id, author: false, assignee: false).pluck(:old_status_id, :new_status_id)
    end

    def transition(tracker, role, pair)
      { 'tracker_id' => tracker.id, 'role_id' => role.id, 'old_status_id' => pair[0], 'new_status_id' => pair[1],
        'author' => false, 'assignee' => false }
    end

    # The gate holds only if nobody else leads out of waiting: no other role, no rule for authors or assignees, and no
    # creation in a later state.
    def close_side_doors(kind, tracker)
      may = @roles.values_at('service', 'tam', 'tam_deputy').compact.map(&:id)
      doors = WorkflowTransition.where(tracker_id: tracker.id, old_status_id: status_ids(kind, 'waiting') + [0]).where.not(role_id: may)
      rows = doors.map { |row| row.attributes.slice('tracker_id', 'role_id', 'old_status_id', 'new_status_id', 'author', 'assignee') }
      names = Role.where(id: rows.map { |row| row['role_id'] }.uniq).to_a.join(', ')
      recorder.remove_rows(WorkflowTransition, rows, "no longer let #{names} take a \"#{tracker}\" out of \"#{status(kind, 'waiting')}\"")
    end

    def arrows(pairs)
      names = IssueStatus.all.to_h { |one| [one.id, one.name] }.merge(0 => '(new)')
      return "#{pairs.size} ways, every one of its states to every other" if pairs.size > 40

      pairs.group_by(&:first).map { |from, some| "#{names[from]} → #{some.map { |_, to| names[to] }.join(' | ')}" }.join('; ')
    end

    # --- read-only fields ------------------------------------------------------------------------------------------------

    # A field is read-only for somebody only if it is so in each of the person's roles, hence all of the site's roles.
    def field_permissions
      others = Role.where.not(id: @roles['service'].id).sorted.to_a
      statuses = IssueStatus.sorted.pluck(:id)
      @trackers.each do |kind, tracker|
        keys = FIELDS.select { |key, one| one[:own] && one[:on].include?(kind) && @fields[key] }.keys
        keys.each { |key| make_read_only(tracker, @fields[key], others, statuses) }
        free_for_service(tracker)
      end
    end

    def make_read_only(tracker, field, others, statuses)
      rules = WorkflowPermission.where(tracker_id: tracker.id, field_name: field.id.to_s).where.not(role_id: @roles['service'].id)
      present = rules.pluck(:role_id, :old_status_id, :rule)
      wrong = present.reject { |_, _, rule| rule == 'readonly' }
      recorder.remove_rows(WorkflowPermission, wrong.map { |row| permission(tracker, field.id, *row) },
                           "no longer require \"#{field.name}\" on \"#{tracker}\"")
      wanted = others.map(&:id).product(statuses).map { |pair| [*pair, 'readonly'] }
      missing = wanted - present
      recorder.add_rows(WorkflowPermission, missing.map { |row| permission(tracker, field.id, *row) },
                        "make \"#{field.name}\" on \"#{tracker}\" read-only for everybody but Estafeta (#{missing.size} rules: role by status)")
    end

    def permission(tracker, name, role, status, rule)
      { 'tracker_id' => tracker.id, 'role_id' => role, 'old_status_id' => status, 'field_name' => name.to_s, 'rule' => rule,
        'author' => false, 'assignee' => false }
    end

    # A field that Estafeta's role must fill in would make its writes fail on issues where people left it empty.
    def free_for_service(tracker)
      rules = WorkflowPermission.where(tracker_id: tracker.id, role_id: @roles['service'].id)
      rows = rules.map { |row| permission(tracker, row.field_name, row.role_id, row.old_status_id, row.rule) }
      recorder.remove_rows(WorkflowPermission, rows, "no field rules for \"#{@roles['service']}\" on \"#{tracker}\"")
    end
  end
end
