# frozen_string_literal: true

module RedmineEstafeta
  # The report of a client's month as a file, asked of the connector.
  module ReportFile
    LIMIT = 20 # seconds: of very many incidents it takes a while
    TYPES = { 'html' => 'text/html', 'csv' => 'text/csv' }.freeze

    # Of {client:, month:, format:, language:}; nil: there is no answer now.
    def self.of(request)
      url, secret = Listener.beside('/report')
      return if url.nil?

      answer = Listener.post(url, secret, LIMIT, request)
      Part.new(JSON.parse(answer.body)) if answer.is_a?(Net::HTTPSuccess)
    rescue StandardError => e
      Rails.logger.warn("Estafeta: there is no report now (#{e.message})")
      nil
    end
  end
end
