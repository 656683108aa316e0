# frozen_string_literal: true

# Stand between Estafeta and Redmine, pass everything on, and let something happen around one request.

require 'net/http'
require 'socket'

module Acceptance
  class Proxy
    # pattern: the request line's beginning; which: the how manieth of them.
    def initialize(url, pattern, which)
      @upstream = URI(url)
      @pattern = pattern
      @left = which
      @lock = Mutex.new
      @server = TCPServer.new('127.0.0.1', 0)
      @thread = Thread.new { loop { Thread.new(@server.accept) { |client| serve(client) } } }
      @thread.report_on_exception = false
    end

    def url = "http://127.0.0.1:#{@server.addr[1]}"

    def close
      @thread.kill
      @server.close
    end

    private

    def serve(client)
      while (line = client.gets)
        headers = read_headers(client)
        body = client.read(headers.fetch('content-length', '0').to_i)
        return unless answer(client, line, -> { pass_on(line, headers, body) })
      end
    rescue SystemCallError, IOError
      nil # the other side has gone
    ensure
      client.close
    end

    def read_headers(client)
      headers = {}
      while (line = client.gets.to_s.strip) != ''
        name, value = line.split(':', 2)
        headers[name.downcase] = value.strip
      end
      headers
    end

    def pass_on(line, headers, body)
      method, path = line.split
      request = Net::HTTPGenericRequest.new(method, !body.empty?, true, path, headers.slice('content-type', 'x-redmine-api-key', 'accept'))
      request.body = body unless body.empty?
      Net::HTTP.start(@upstream.host, @upstream.port) { |http| http.request(request) }
    end

    # The request that all is about?
    def meant?(line)
      @lock.synchronize do
        next false unless line.start_with?(@pattern)

        @left -= 1
        @left.zero?
      end
    end

    def reply(client, answer)
      text = answer.body.to_s
      kept = %w[content-type date].filter_map { |name| answer[name] && "#{name}: #{answer[name]}\r\n" }.join
      length = answer.code == '204' ? '' : "Content-Length: #{text.bytesize}\r\n"
      client.write("HTTP/1.1 #{answer.code} #{answer.message}\r\n#{kept}#{length}\r\n#{text}")
    end
  end

  # Keeps the answer to the request until the other side has given up waiting: Redmine does the work and nobody learns of it.
  class SlowProxy < Proxy
    attr_reader :held

    def initialize(...)
      @held = 0
      super
    end

    private

    def answer(client, line, pass)
      answer = pass.call
      return reply(client, answer) unless meant?(line)

      @held += 1
      client.read(1)
      nil
    end
  end

  # Lets somebody act right before Redmine sees the request, or right after it has answered; Estafeta waits meanwhile.
  class MeddlingProxy < Proxy
    attr_reader :met

    def initialize(url, pattern, which, side, &act)
      @side = side
      @act = act
      @met = 0
      super(url, pattern, which)
    end

    private

    def answer(client, line, pass)
      meant = meant?(line)
      @met += 1 if meant
      @act.call if meant && @side == :before
      answer = pass.call
      @act.call if meant && @side == :after
      reply(client, answer)
    end
  end
end
