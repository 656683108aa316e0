# frozen_string_literal: true

module RedmineEstafeta
  # One thing that the connector wants done, by Redmine's own models and with the rights of its account. What is decided
  # against raises Refused; then nothing of it was done.
  #
  #   do: create    issue: {…} as in POST /issues.json
  #   do: update    id, issue: {…} as in PUT /issues/ID.json; seen, parts: see check_nobody_came_in
  #   do: fields    id, fields: {"FIELD": "value"}: custom fields, without an entry, a mail or a later `updated_on`
  #   do: relate    from, to: `blocks`
  #   do: unrelate  id
  #
  # mails: whom an entry is for (addressing.rb). "@KEY" in place of an issue's number: the one made by the action of that key
  # in the same request.
  class Action
    class Refused < StandardError
      attr_reader :answer

      def initialize(error, **more)
        @answer = { error: error }.merge(more)
        super(error)
      end
    end

    # The number of the issue that it was about; nil: of none that is to be shown.
    attr_reader :issue_id

    def initialize(wanted, made, user = User.current)
      @wanted = wanted
      @made = made
      @user = user
    end

    def key = @wanted['key'].to_s

    # What is to be kept of it: `id` of what was made or written.
    def carry_out
      case @wanted['do']
      when 'create' then create
      when 'update' then update
      when 'fields' then write_fields
      when 'relate' then relate
      when 'unrelate' then unrelate
      else raise Refused.new('unknown', sentences: ["#{@wanted['do'].inspect} is none of create, update, fields, relate, unrelate"])
      end
    end

    private

    def create
      attributes = given('issue')
      attributes['parent_issue_id'] = number(attributes['parent_issue_id']) if attributes.key?('parent_issue_id')
      project = Project.visible.find_by_param(attributes['project_id'].to_s) or raise Refused, 'gone'
      raise Refused, 'forbidden' unless @user.allowed_to?(:add_issues, project)

      issue = Issue.new(author: @user, project: project)
      issue.start_date = @user.today if Setting.default_issue_start_date_to_creation_date?
      issue.safe_attributes = attributes
      save(issue)
      @issue_id = issue.id
      { id: issue.id }
    end

    def update
      issue = locked_issue
      check_nobody_came_in(issue)
      attributes = given('issue')
      raise Refused, 'forbidden' unless issue.attributes_editable?(@user) || issue.notes_addable?(@user)

      issue.init_journal(@user)
      issue.safe_attributes = attributes
      raise Refused, 'public' if attributes['private_notes'] && !issue.private_notes

      check_status(issue, attributes['status_id'])
      issue.save_attachments(attributes['uploads'])
      save(issue)
      @issue_id = issue.id
      { id: issue.id }
    end

    # Redmine leaves out a status that the workflow does not allow; a note must not tell of what did not happen.
    def check_status(issue, wanted)
      return if wanted.nil? || issue.status_id == wanted.to_i

      raise Refused.new('status', is: issue.status.name, allowed: issue.new_statuses_allowed_to(@user).map(&:name))
    end

    # What stands there is written over directly and no history remembers it, so it is for what only Estafeta writes.
    def write_fields
      issue = locked_issue
      raise Refused, 'forbidden' unless issue.attributes_editable?(@user)

      editable = issue.editable_custom_field_values(@user).to_h { |one| [one.custom_field.id, one] }
      given('fields').each do |id, value|
        place = editable[id.to_i]
        raise Refused.new('field', field: id) if place.nil? || !Words.current.clock_field?(id.to_i)

        place.value = value
        errors = place.custom_field.validate_field_value(place)
        raise Refused.new('refused', sentences: errors.map { |one| "#{place.custom_field.name} #{one}" }) if errors.any?

        write_value(issue, place)
      end
      @issue_id = issue.id
      { id: issue.id }
    end

    def write_value(issue, place)
      field = place.custom_field
      kept = CustomValue.where(customized_type: 'Issue', customized_id: issue.id, custom_field_id: field.id).to_a
      if kept.empty?
        CustomValue.create!(customized: issue, custom_field: field, value: place.value)
      else
        kept.first.update_columns(value: place.value)
      end
    end

    def relate
      from = issue(number(@wanted['from']))
      to = issue(number(@wanted['to']))
      raise Refused, 'forbidden' unless @user.allowed_to?(:manage_issue_relations, from.project)

      relation = IssueRelation.new(issue_from: from, issue_to: to, relation_type: IssueRelation::TYPE_BLOCKS)
      relation.init_journals(@user)
      Addressing.with(Addressing::NOBODY, nil) do
        raise Refused.new('refused', sentences: relation.errors.full_messages) unless relation.save
      end
      { id: relation.id, relation: { id: relation.id, issue_id: from.id, issue_to_id: to.id, relation_type: relation.relation_type } }
    end

    # One that is gone is what was wanted.
    def unrelate
      relation = IssueRelation.find_by(id: @wanted['id'])
      return {} if relation.nil?
      raise Refused, 'forbidden' unless relation.deletable?(@user)

      relation.init_journals(@user)
      Addressing.with(Addressing::NOBODY, nil) { relation.destroy }
      {}
    end

    def save(issue)
      saved = Addressing.with(audience, issue) { issue.save }
      raise Refused.new('refused', sentences: issue.errors.full_messages) unless saved
    end

    def audience
      named = @wanted['mails'].to_s
      Addressing::AUDIENCES.include?(named) ? named : Addressing::EVERYONE
    end

    # Written to before it is read: from here to the end of the transaction nobody else writes to it, on any database.
    def locked_issue
      id = number(@wanted['id'])
      Issue.where(id: id).update_all('lock_version = lock_version')
      issue(id)
    end

    def issue(id)
      Issue.visible(@user).find_by(id: id) or raise Refused, 'gone'
    end

    # The decision knows the history up to the entry `seen`. If somebody else changed one of `parts` since, it was made for
    # something that is no more. A part is a column (`status_id`) or the number of a custom field.
    def check_nobody_came_in(issue)
      return if @wanted['seen'].nil?

      parts = Array(@wanted['parts']).map(&:to_s)
      changed = JournalDetail.joins(:journal).where(property: %w[attr cf], prop_key: parts)
                             .where(journals: { journalized_type: 'Issue', journalized_id: issue.id })
                             .where('journals.id > ? AND journals.user_id <> ?', @wanted['seen'].to_i, @user.id)
      raise Refused, 'overtaken' if changed.exists?
    end

    def given(name)
      @wanted[name].is_a?(Hash) ? @wanted[name].dup : {}
    end

    def number(name)
      return name unless name.is_a?(String) && name.start_with?('@')

      @made[name.delete_prefix('@')] or raise Refused.new('unknown', sentences: ["#{name}: no issue was made by that key"])
    end
  end
end
