# frozen_string_literal: true

require 'net/http'
require 'openssl'
require 'securerandom'

module RedmineEstafeta
  # Tells the connector that something changed, so that it looks at once and not at its next poll. A hint says nothing more,
  # and a lost one costs only that delay. It is sent beside the request that changed something: nobody's saving waits for it,
  # or fails with it. What changes within a moment makes one hint.
  module Hint
    MOMENT = 0.2 # seconds
    LIMIT = 1    # seconds, for each step of sending

    @lock = Mutex.new
    @news = ConditionVariable.new
    @pending = false

    class << self
      def soon
        return if target.nil?

        @lock.synchronize do
          @pending = true
          # A process that was forked has none of its parent's threads.
          @sender = Thread.new { run } unless @sender&.alive? && @process == Process.pid
          @process = Process.pid
          @news.signal
        end
      end

      # A request is signed as connector/service/listener/hints.h says.
      def send_to(url, secret)
        body = JSON.generate(id: SecureRandom.hex(16), sent: Time.now.to_i)
        post = Net::HTTP::Post.new(url.request_uri, 'Content-Type' => 'application/json',
                                                    'X-Estafeta-Signature' => "sha256=#{OpenSSL::HMAC.hexdigest('SHA256', secret, body)}")
        post.body = body
        Net::HTTP.start(url.host, url.port, use_ssl: url.scheme == 'https', open_timeout: LIMIT, read_timeout: LIMIT,
                                            write_timeout: LIMIT, max_retries: 0) { |http| http.request(post) }
      end

      private

      def target
        about = Setting.plugin_redmine_estafeta['hints']
        about if about && about['url'].present? && about['secret'].present?
      end

      def run
        loop do
          @lock.synchronize { @news.wait(@lock) until @pending }
          sleep MOMENT
          @lock.synchronize { @pending = false }
          deliver
        end
      end

      def deliver
        about = Rails.application.executor.wrap { target } or return
        answer = send_to(URI(about['url']), about['secret'])
        complain("answered #{answer.code}") unless answer.is_a?(Net::HTTPSuccess)
      rescue StandardError => e
        complain(e.message)
      end

      # Once a minute: where the connector is stopped, each change would fill the log.
      def complain(why)
        now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
        return if @complained && now < @complained + 60

        @complained = now
        Rails.logger.warn("Estafeta: a hint was not taken (#{why}); the connector notices changes by its next poll")
      end
    end
  end
end
