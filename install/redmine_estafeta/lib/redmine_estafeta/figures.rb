# frozen_string_literal: true

module RedmineEstafeta
  # What is published of a client's SLA in one month, for the client's project.
  class Figures
    MONTH = /\A\d{4}-(0[1-9]|1[0-2])\z/
    STANDINGS = %w[met breached running at_risk paused left_out].freeze

    attr_reader :client, :month

    # `month`: '2026-10'; without one, the month that is under way. nil: nothing is published of it.
    def self.of(project, month)
      client = Document.desk_of(project)&.id_in_name
      found = new(client, month) if client
      found if found&.month && found.about && found.about_project?(project)
    end

    def initialize(client, month)
      @client = client
      @month = month.blank? ? months.first : (month if months.include?(month))
    end

    def months = @months ||= Document.months_of(@client)
    def document = @document ||= Document.called("figures/#{@client}-#{@month}")
    def about = @about ||= document&.in_language(I18n.locale)
    def about_project?(project) = document.project == project.identifier

    # One of the clocks by its name; nil: the month has none.
    def clock(name) = about.parts('clocks').find { |one| one.text('clock') == name }

    # As it was signed last; nil: nobody has signed it.
    def signed = about.parts('signed').last
    def over? = about.yes?('over')
    def empty? = about.parts('clocks').all? { |one| STANDINGS.sum { |standing| one.number(standing).to_i }.zero? }

    # What came of one press of the button, by its key: :signed, the sentence that says why not, or nil: nothing yet.
    def outcome(key)
      return if key.blank?
      return :signed if about.parts('signed').any? { |one| one.text('key') == key }

      about.parts('refusals').find { |one| one.text('key') == key }&.text('why')
    end
  end
end
