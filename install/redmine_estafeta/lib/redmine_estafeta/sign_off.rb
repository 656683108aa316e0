# frozen_string_literal: true

require 'securerandom'

module RedmineEstafeta
  # Has the connector sign a client's month. What came of it is published with the figures; a request is known by its key, so
  # that one which is sent twice is signed once.
  module SignOff
    LIMIT = 3 # seconds; it is only taken, not carried out
    KEY = /\A[0-9a-f]{32}\z/

    def self.new_key = SecureRandom.hex(16)

    # Of {client:, month:, by:, key:, again:, confirm_empty:}. Whether it was taken, as far as is known.
    def self.ask(request)
      url, secret = Listener.beside('/sign-off')
      !url.nil? && Listener.post(url, secret, LIMIT, request).is_a?(Net::HTTPSuccess)
    rescue StandardError => e
      Rails.logger.warn("Estafeta: a month was not signed (#{e.message})")
      false
    end
  end
end
