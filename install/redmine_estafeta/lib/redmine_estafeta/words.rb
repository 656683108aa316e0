# frozen_string_literal: true

module RedmineEstafeta
  # Estafeta's words for what this Redmine has: which tracker is the task, which status is “waiting”, whose account is
  # Estafeta's. From the file of ids that provisioning wrote; without it nothing is known, and nothing is guarded.
  class Words
    # A task in one of these is being worked on, or may be, or was.
    BEGUN = %w[ready in_progress on_hold returned done failed].freeze

    def self.current
      settings = Setting.plugin_redmine_estafeta
      new(settings['words'] || {}, colleagues_told: settings['colleagues'] == 'told')
    end

    def initialize(ids, colleagues_told: false)
      @ids = ids
      @colleagues_told = colleagues_told
    end

    # Whether a group is mailed when one of them takes its task without a word.
    def colleagues_told? = @colleagues_told

    def known? = @ids.any?
    def task?(tracker_id) = known? && tracker_id == @ids.dig('trackers', 'task')
    def change?(tracker_id) = known? && tracker_id == @ids.dig('trackers', 'change')
    def incident?(tracker_id) = known? && tracker_id == @ids.dig('trackers', 'incident')
    def request?(tracker_id) = known? && tracker_id == @ids.dig('trackers', 'request')
    def task_tracker_id = @ids.dig('trackers', 'task')
    def change_tracker_id = @ids.dig('trackers', 'change')
    def proposal_tracker_id = @ids.dig('trackers', 'proposal')
    def staff_project_id = @ids.dig('projects', 'staff')
    def field_id(key) = @ids.dig('fields', key)
    def account_id = @ids.dig('account', 'id')
    def service?(user) = known? && user.id == account_id

    # Whether the user steers changes in that project: may let a task start before its time.
    def steers?(user, project)
      user.admin? || roles?(user, project, %w[tam tam_deputy])
    end

    # Whether the user has one of these roles there, each by our name.
    def roles?(user, project, keys) = user.roles_for_project(project).any? { |role| role_ids(*keys).include?(role.id) }

    # The roles of people who work on changes, by id; never the client's.
    def staff_role_ids = role_ids('tam', 'tam_deputy', 'engineer', 'service_manager') - role_ids('client')

    # The roles that answer for a client's figures.
    def signing_role_ids = role_ids('tam', 'tam_deputy', 'service_manager') - role_ids('client')
    # Of them, those who enter windows, freezes and absences.
    def heading_role_ids = role_ids('tam', 'tam_deputy', 'service_manager') - role_ids('client')

    # Of a task.
    def state(status_id) = state_of('task', status_id)

    # Ids of the statuses that mean one of these states of a task, or of a change.
    def statuses(kind, *states) = @ids.dig('statuses', kind).to_h.values_at(*states).flatten.compact

    # nil: a status the mapping does not name.
    def state_of(kind, status_id) = @ids.dig('statuses', kind).to_h.find { |_, ids| ids.include?(status_id) }&.first

    # Ids of the departments whose group somebody is in.
    def departments_of(user) = @ids.fetch('groups', {}).select { |_, group| user.group_ids.include?(group) }.keys

    # How the field Decision says it; nil: not known.
    def decision(key) = @ids.dig('decisions', key)

    def waiting?(status_id) = state(status_id) == 'waiting'
    def begun?(status_id) = BEGUN.include?(state(status_id))

    # What Estafeta writes of an incident's clocks.
    def clock_field?(id) = @ids.fetch('fields', {}).any? { |key, field| field == id && (key.start_with?('sla_') || key == 'deadline') }

    # Whether its holder said that others may go on.
    def released?(issue) = ticked?(issue, 'others_may_go_on')

    # Of a field that is yes or no.
    def ticked?(issue, key) = field_id(key) && issue.custom_field_value(field_id(key)).to_s == '1'

    private

    def role_ids(*keys) = @ids.fetch('roles', {}).values_at(*keys).compact
  end
end
