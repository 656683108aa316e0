# frozen_string_literal: true

module RedmineEstafeta
  # The cause of a breach and the measure against the next one, by a form of the incident's panel: what Redmine's own form would save.
  class Lesson < IncidentForm
    NAME = 'explain'
    TEXTS = %i[cause measure lock_version].freeze
    FIELDS = %w[cause measure].freeze

    def possible?
      breached = @panel.about.parts('clocks').any? { |one| one.text('state') == 'breached' }
      breached && @issue.attributes_editable?(@user) && fields.any?
    end

    # Those of the two that the user may edit: our name => the field.
    def fields
      @fields ||= begin
        editable = @issue.editable_custom_field_values(@user).map(&:custom_field)
        FIELDS.to_h { |key| [key, editable.find { |one| one.id == Words.current.field_id(key) }] }.compact
      end
    end

    def value(key) = @issue.custom_field_value(fields[key]).to_s

    # What there is to choose from for a cause; any other text will do too, unless the field is a list.
    def causes = fields['cause'] ? Causes.of(@issue, fields['cause']) : []

    # Sentences by what they are about, '' for all of it; none: it was saved.
    def take(given)
      @issue.init_journal(@user)
      @issue.lock_version = given[:lock_version].to_i if given[:lock_version].present?
      @issue.safe_attributes = { 'custom_field_values' => fields.to_h { |key, field| [field.id.to_s, given[key.to_sym]] } }
      @issue.save ? {} : { '' => @issue.errors.full_messages.join(' ') }
    rescue ActiveRecord::StaleObjectError
      { '' => I18n.t(:estafeta_step_overtaken) }
    end
  end
end
