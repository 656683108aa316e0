# frozen_string_literal: true

module RedmineEstafeta
  # A correction of an incident's SLA by a form of its panel: a private note in the words that Estafeta reads (mappings/README.md). The
  # words, the roles and the zone are those of the incident's document; what is checked here, Estafeta checks again.
  class Correction < IncidentForm
    NAME = 'correct'
    TEXTS = %i[kind at from until reason evidence].freeze
    # What a kind is written as, and the times it needs.
    Kind = Struct.new(:name, :word, :times, keyword_init: true)
    KINDS = [
      Kind.new(name: 'answered', word: 'answered', times: %i[at]),
      Kind.new(name: 'restored', word: 'restored', times: %i[at]),
      Kind.new(name: 'excluded', word: 'excluded', times: %i[from until]),
      Kind.new(name: 'whole', word: 'excluded', times: [])
    ].freeze
    WORDS = %w[title answered restored excluded at from until reason evidence].freeze
    TIME = /\A\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?\z/
    LONGEST_BEFORE = 1.day # as Estafeta has it: an earlier time is a wrong date

    def zone = @zone ||= Look.last&.time_zone

    # Whether the note would count: the role is one of those whose corrections do, and the zone of its times is known.
    def possible?
      zone && WORDS.all? { |one| word(one).present? } && Words.current.roles?(@user, @issue.project, form.texts('roles')) &&
        @issue.notes_addable?(@user) && @user.allowed_to?(:set_notes_private, @issue.project)
    end

    def created = @panel.about.time('created')

    # Sentences by what they are about, '' for all of it; none: the note was written.
    def take(given)
      kind = KINDS.find { |one| one.name == given[:kind] }
      return { 'kind' => I18n.t(:estafeta_value_missing) } if kind.nil?

      problems = problems(kind, given)
      return problems if problems.any?

      @issue.init_journal(@user, note(kind, given)).private_notes = true
      @issue.save ? {} : { '' => @issue.errors.full_messages.join(' ') }
    end

    private

    def form = @panel.about.part('form')
    def word(key) = form.part('words').text(key)

    def problems(kind, given)
      found = kind.times.to_h { |key| [key.to_s, problem_of_time(given[key])] }.compact
      from, til = kind.times.map { |key| time(given[key]) }
      found['until'] ||= I18n.t(:estafeta_correction_order) if from && til && til <= from
      found['reason'] = I18n.t(:estafeta_value_missing) if given[:reason].blank?
      found
    end

    def problem_of_time(text)
      return I18n.t(:estafeta_value_missing) if text.blank?

      instant = time(text)
      return I18n.t(text.match?(TIME) ? :estafeta_correction_clock_change : :estafeta_correction_time) if instant.nil?
      return I18n.t(:estafeta_correction_future) if instant > Time.now

      I18n.t(:estafeta_correction_long_before) if created && instant < created - LONGEST_BEFORE
    end

    # nil: no time, or one that the clocks showed twice or never.
    def time(text)
      return unless text.match?(TIME)

      zone.tzinfo.local_to_utc(Time.utc(*text.split(/\D/).map(&:to_i)))
    rescue ArgumentError, TZInfo::AmbiguousTime, TZInfo::PeriodNotFound
      nil
    end

    def note(kind, given)
      lines = ["#{word('title')}: #{word(kind.word)}"]
      lines += kind.times.map { |key| "#{word(key)}: #{given[key].tr('T', ' ')}" }
      lines << "#{word('reason')}: #{given[:reason].squish}"
      lines << "#{word('evidence')}: #{given[:evidence].squish}" if given[:evidence].present?
      lines.join("\n")
    end
  end
end
