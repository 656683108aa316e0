# frozen_string_literal: true

# Part of Site: Estafeta's custom fields, where they stand and who sees them.

module EstafetaProvision
  module Fields
    private

    def fields
      @fields = {}
      @m.section('fields').each do |key, value|
        wanted = FIELDS[key] or next recorder.conflict("tracker.yaml: fields: `#{key}` is not a field Estafeta knows")
        names = @m.names(value)
        field = find(IssueCustomField.sorted, names).first
        field ? adopt_field(key, field, wanted) : field = make_field(key, names.first, wanted)
        @fields[key] = field
      end
    end

    def make_field(key, name, wanted)
      field = IssueCustomField.new(name: name, field_format: wanted[:format], is_for_all: true, is_required: wanted[:required] || false,
                                   is_filter: wanted[:filter] || false, searchable: false, visible: false,
                                   description: (HINTS[key] || {})[@m.language].to_s)
      field.roles = staff_role_records
      field.trackers = wanted[:on].filter_map { |kind| @trackers[kind] }
      field.possible_values = values_of(key) if wanted[:format] == 'list'
      field.full_width_layout = '1' if wanted[:full_width]
      field.text_formatting = 'full' if wanted[:formatted]
      field.edit_tag_style = 'check_box' if wanted[:format] == 'bool'
      places = field.trackers.map { |one| "\"#{one}\"" }.join(', ')
      recorder.made(field, "make the field \"#{name}\" (#{wanted[:format]}) on #{places}, seen by staff roles only")
    end

    def staff_role_records
      @m.staff_roles.filter_map { |key| @roles[key] }.uniq
    end

    def adopt_field(key, field, wanted)
      unless ([wanted[:format]] + Array(wanted[:accept])).include?(field.field_format) && !field.multiple?
        is = "#{field.field_format}#{' (multiple)' if field.multiple?}"
        return recorder.conflict("the field \"#{field.name}\" is of the format #{is}, but #{key} must be #{wanted[:format]}: " \
                                 'give it another name in tracker.yaml')
      end

      recorder.add(field, :trackers, wanted[:on].filter_map { |kind| @trackers[kind] }, "put the field \"#{field.name}\" on")
      recorder.add(field, :projects, change_places, "use the field \"#{field.name}\" in the projects") unless field.is_for_all?
      recorder.set(field, { is_filter: true }, "let the field \"#{field.name}\" be a filter") if wanted[:filter]
      if wanted[:formatted]
        recorder.set(field, { text_formatting: 'full', full_width_layout: '1' }, "show the field \"#{field.name}\" with markup, in full width")
      end
      if field.is_required? && wanted[:own]
        recorder.conflict("the field \"#{field.name}\" is required: Estafeta's writes to issues without it would be refused")
      end
      adopt_hint(key, field)
      adopt_visibility(field)
      adopt_values(key, field)
    end

    # People are told by the field itself what to write; a text of their own stays.
    def adopt_hint(key, field)
      hint = (HINTS[key] || {})[@m.language].to_s
      return if hint.empty? || field.description.present?

      recorder.set(field, { description: hint }, "describe the field \"#{field.name}\"")
    end

    def adopt_visibility(field)
      if field.visible?
        recorder.set(field, { visible: false, role_ids: staff_role_records.map(&:id) }, "show the field \"#{field.name}\" to staff roles only")
      else
        missing = staff_role_records.map(&:id) - field.role_ids
        recorder.set(field, { role_ids: field.role_ids + missing }, "show the field \"#{field.name}\" to all staff roles") if missing.any?
        outside = field.roles.to_a - staff_role_records
        recorder.remark("the field \"#{field.name}\" is also seen by #{outside.join(', ')}") if outside.any?
      end
    end

    # Values are only ever added: old issues hold those that the mapping no longer has.
    def adopt_values(key, field)
      return unless field.field_format == 'list'

      missing = values_of(key) - field.possible_values
      return if missing.empty?

      recorder.set(field, { possible_values: field.possible_values + missing }, "add to the field \"#{field.name}\" the values #{missing.join(', ')}")
    end

    def values_of(key)
      reasons = @m.section('hold_reasons')
      case key
      when 'client' then @m.client_projects.values.map { |_, names| names.first }
      when 'department' then @m.departments.map { |id, one| @m.name(one['title'] || id) }
      when 'hold_reason' then reasons.values.map { |one| @m.name(one) }
      when 'decision' then @m.section('decisions').values.map { |one| @m.name(one) }
      when 'promise_side'
        sides = @m.section('promise_sides')
        return sides.values.map { |one| @m.name(one) } if sides.any?

        [PROMISE_SIDES[@m.language] || 'ours'] + %w[client vendor].filter_map { |one| @m.name(reasons[one]) }
      else []
      end
    end
  end
end
