# frozen_string_literal: true

# Stands between Estafeta and Redmine and passes everything on; but the answer to one request it keeps until the other side
# has given up waiting. So Redmine does the work and nobody learns of it.

require 'net/http'
require 'socket'

module Acceptance
  class SlowProxy
    attr_reader :held

    # held: the request line's beginning; which: the how manieth of them.
    def initialize(url, held, which)
      @upstream = URI(url)
      @pattern = held
      @left = which
      @held = 0
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
        answer = pass_on(line, headers, body)
        return wait_for_end(client) if to_hold?(line)

        reply(client, answer)
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

    def to_hold?(line)
      @lock.synchronize do
        next false unless line.start_with?(@pattern)

        @left -= 1
        @held += 1 if @left.zero?
        @left.zero?
      end
    end

    def wait_for_end(client)
      client.read(1)
    end

    def reply(client, answer)
      text = answer.body.to_s
      kept = %w[content-type date].filter_map { |name| answer[name] && "#{name}: #{answer[name]}\r\n" }.join
      length = answer.code == '204' ? '' : "Content-Length: #{text.bytesize}\r\n"
      client.write("HTTP/1.1 #{answer.code} #{answer.message}\r\n#{kept}#{length}\r\n#{text}")
    end
  end
end
