# frozen_string_literal: true

require 'net/http'
require 'openssl'
require 'securerandom'

module RedmineEstafeta
  # The connector's listener: takes requests that are signed as connector/service/listener/hints.h says.
  module Listener
    HINTS = %r{/hints/?\z}

    class << self
      # The address of hints and the secret, as `rake estafeta:install` was told them; nil: none.
      def hints
        about = Setting.plugin_redmine_estafeta['hints']
        about.values_at('url', 'secret') if about && about['url'].present? && about['secret'].present?
      end

      # What else is answered beside hints; nil where the address does not tell.
      def beside(path)
        url, secret = hints
        [url.sub(HINTS, path), secret] if url&.match?(HINTS)
      end

      # `limit`: seconds for each step of sending.
      def post(address, secret, limit, content = {})
        url = URI(address)
        body = JSON.generate({ id: SecureRandom.hex(16), sent: Time.now.to_i }.merge(content))
        post = Net::HTTP::Post.new(url.request_uri, 'Content-Type' => 'application/json',
                                                    'X-Estafeta-Signature' => "sha256=#{OpenSSL::HMAC.hexdigest('SHA256', secret, body)}")
        post.body = body
        Net::HTTP.start(url.host, url.port, use_ssl: url.scheme == 'https', open_timeout: limit, read_timeout: limit,
                                            write_timeout: limit, max_retries: 0) { |http| http.request(post) }
      end
    end
  end
end
