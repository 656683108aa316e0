# frozen_string_literal: true

require 'timeout'

module RedmineEstafeta
  # What a change would be, asked of the connector while its form is filled in.
  module Preview
    LIMIT = 1.8 # seconds for all of it: whoever fills in the form waits two at most
    # So many may wait for an answer at a time: a listener that hangs must not hold up who only reads.
    MOST = 2

    @lock = Mutex.new
    @under_way = 0

    class << self
      # Of {template:, parameters:, project:, language:}; nil: there is no answer now.
      def of(request)
        url, secret = Listener.beside('/preview')
        return if url.nil? || !enter

        begin
          answer = Timeout.timeout(LIMIT) { Listener.post(url, secret, LIMIT, request) }
          about = Part.new(answer.is_a?(Net::HTTPSuccess) ? JSON.parse(answer.body) : nil)
          about if %w[tasks problems].any? { |one| about.parts(one).any? }
        ensure
          leave
        end
      rescue StandardError => e
        Rails.logger.warn("Estafeta: there is no preview now (#{e.message})")
        nil
      end

      private

      def enter = @lock.synchronize { @under_way < MOST && (@under_way += 1) }
      def leave = @lock.synchronize { @under_way -= 1 }
    end
  end
end
