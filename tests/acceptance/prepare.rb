# frozen_string_literal: true

# Makes a provisioned Redmine with the demo's people for each language and saves its database, so that a test starts from it
# in seconds. Made anew only when what it was made from has changed.
#
# ruby prepare.rb [LANGUAGE …]     makes those of these languages (default: en and ru)
# ruby prepare.rb --stop           stops what tests that were broken off left running, and looks for secrets in what they left
#
# ESTAFETA_PREPARED: the folder of a lane where the same may have been made already.

require 'digest'
require_relative 'secrets'
require_relative 'support'

module Acceptance
  module Prepare
    LANGUAGES = %w[en ru].freeze
    MADE_FROM = %w[install/demo-site install/redmine/**/* install/redmine_estafeta/**/* mappings/**/*.yaml].freeze

    class << self
      def digest
        files = MADE_FROM.flat_map { |pattern| Dir[File.join(ROOT, pattern)] }.select { |one| File.file?(one) }.sort
        Digest::SHA256.hexdigest("#{RELEASE}\0#{DATABASE}\0" + files.map { |one| "#{one}\0#{File.binread(one)}" }.join("\0"))
      end

      def make(lang)
        folder = File.join(FOLDER, "prepared-#{lang}")
        return if current?(folder)

        FileUtils.rm_rf(folder)
        other = File.join(ENV['ESTAFETA_PREPARED'], "prepared-#{lang}") if ENV['ESTAFETA_PREPARED']
        FileUtils.mkdir_p(FOLDER)
        return FileUtils.cp_r(other, folder) if other && current?(other)

        FileUtils.mkdir_p(folder)
        redmine = Redmine.new(File.join(FOLDER, "redmine-#{lang}"))
        redmine.start(lang)
        demo_site(redmine, folder, lang)
        # Incidents live in the time before now: the test that needs them has them made then, and the others are quicker.
        redmine.execute('Issue.destroy_all')
        redmine.save(File.join(folder, 'redmine.saved'))
        redmine.add_plugin(File.join(folder, 'ids.json'))
        redmine.save(File.join(folder, 'with-plugin.saved'))
        File.write(File.join(folder, 'made-from'), digest)
      ensure
        redmine&.stop
      end

      def stop
        LANGUAGES.each do |lang|
          folder = File.join(FOLDER, "redmine-#{lang}")
          Redmine.new(folder).stop if Dir.exist?(folder)
        end
        told = Secrets.told_below(FOLDER)
        abort("Secrets stand where they must not:\n#{told.join("\n")}") unless told.empty?
      end

      private

      def current?(folder)
        stamp = File.join(folder, 'made-from')
        File.exist?(stamp) && File.read(stamp) == digest
      end

      def demo_site(redmine, folder, lang)
        out, status = Open3.capture2e(File.join(ROOT, 'install/demo-site'), '--dir', folder, '--redmine', redmine.folder,
                                      '--lang', lang, '--quiet')
        raise "demo-site: #{out}" unless status.success?
      end
    end
  end
end

if ARGV.first == '--stop'
  Acceptance::Prepare.stop
else
  (ARGV.empty? ? Acceptance::Prepare::LANGUAGES : ARGV).each { |lang| Acceptance::Prepare.make(lang) }
end
