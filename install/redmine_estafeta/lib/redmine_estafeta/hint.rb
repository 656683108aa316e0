# frozen_string_literal: true

module RedmineEstafeta
  # Tells the connector that something changed, so that it looks at once and not at its next poll. A hint says nothing more,
  # and a lost one costs only that delay. It is sent beside the request that changed something: nobody's saving waits for it,
  # or fails with it. What changes within a moment makes one hint.
  module Hint
    MOMENT = 0.15 # seconds; shorter than the connector waits for quiet, or a row of changes would seem to be over after each
    LIMIT = 1    # seconds, for each step of sending

    @lock = Mutex.new
    @news = ConditionVariable.new
    @pending = false

    class << self
      def soon
        return if Listener.hints.nil?

        @lock.synchronize do
          @pending = true
          # A process that was forked has none of its parent's threads.
          @sender = Thread.new { run } unless @sender&.alive? && @process == Process.pid
          @process = Process.pid
          @news.signal
        end
      end

      private

      def run
        loop do
          @lock.synchronize { @news.wait(@lock) until @pending }
          sleep MOMENT
          @lock.synchronize { @pending = false }
          deliver
        end
      end

      def deliver
        url, secret = Rails.application.executor.wrap { Listener.hints }
        return if url.nil?

        answer = Listener.post(url, secret, LIMIT)
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
