# frozen_string_literal: true

# For stories that are seen in a browser: headless Chromium, driven by playwright-core from the npm registry, which is installed beside
# what the story leaves behind. The scripts are those of the folder browser/.

require 'open3'
require 'socket'
require_relative 'support'

module Acceptance
  # In a test with a site.
  module Browser
    SCRIPTS = File.join(__dir__, 'browser')

    # Tells the plugin that is there of a service, which polls so seldom that whatever comes of a change comes by a hint.
    def served
      port = TCPServer.open('127.0.0.1', 0) { |one| one.addr[1] }
      File.write(site.file('hints.secret'), "one-that-both-know\n", perm: 0o600)
      redmine.install_plugin(site.file('ids.json'), "HINTS=http://127.0.0.1:#{port}/hints", "SECRET_FILE=#{site.file('hints.secret')}")
      settings = YAML.safe_load(File.read(site.file('estafeta.yaml')), permitted_classes: [Date])
      listener = { 'address' => "127.0.0.1:#{port}", 'secret_file' => 'hints.secret' }
      Service.new(site, site.write_settings('serve.yaml', settings.merge('poll_interval' => '1h', 'listener' => listener))).tap do
        wait_for('the templates') { site.service.get('/estafeta/documents.json').body['documents'].to_h.key?('template/landscape') }
      end
    end

    # What the script saw, with the passwords of these people.
    def in_browser(script, people, given)
      passwords = JSON.parse(File.read(site.file('people.json'), encoding: 'UTF-8')).slice(*people).transform_values { |one| one['password'] }
      out, err, status = Open3.capture3({ 'NODE_PATH' => modules }, 'node', File.join(SCRIPTS, script), JSON.generate(given.merge('url' => redmine.url, 'passwords' => passwords)))
      raise "#{script}: #{out}#{err}" unless status.success?

      JSON.parse(out)
    end

    private

    def modules
      @@modules ||= begin
        folder = File.join(FOLDER, 'browser')
        FileUtils.mkdir_p(folder)
        FileUtils.cp(%w[package.json package-lock.json].map { |one| File.join(SCRIPTS, one) }, folder)
        out, status = Open3.capture2e('npm', 'ci', '--no-audit', '--no-fund', chdir: folder)
        raise "npm: #{out}" unless status.success?

        File.join(folder, 'node_modules')
      end
    end
  end
end
