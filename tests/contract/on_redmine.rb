# frozen_string_literal: true

# Runs the contract suite on a real, private Redmine: over its own REST interface, then by the plugin.
# ruby on_redmine.rb CONTRACT_TEST_PROGRAM

require_relative '../acceptance/support'

def environment(site)
  { 'ESTAFETA_TEST_REDMINE_URL' => site.redmine.url, 'ESTAFETA_TEST_REDMINE_KEY_FILE' => site.file('key'),
    'ESTAFETA_TEST_REDMINE_IDS' => site.file('ids.json'), 'ESTAFETA_TEST_REDMINE_PEOPLE' => site.file('people.json') }
end

# What the demo's clients do not have: people record their time, and a project within one of theirs has the same people.
SUB_PROJECT = <<~RUBY
  parent = Project.find('aurora')
  parent.enable_module!(:time_tracking)
  TimeEntryActivity.create!(name: 'Work', is_default: true)
  Role.givable.each { |role| role.add_permission!(:log_time) }
  shop = Project.new(name: 'Aurora shop', identifier: 'aurora-shop', inherit_members: true)
  shop.trackers = parent.trackers
  shop.enabled_module_names = parent.enabled_module_names
  shop.issue_custom_fields = parent.issue_custom_fields
  shop.save!
  shop.set_parent!(parent)
RUBY

def passes?(site, program)
  output = IO.popen([environment(site), program, '--gtest_filter=*Redmine*', { err: %i[child out] }], &:read)
  puts output
  # A suite that found no Redmine skips its tests and ends well: here that is a failure.
  Process.last_status.success? && !output.include?('[  SKIPPED ]')
end

passed = [false, true].map do |with_plugin|
  puts(with_plugin ? 'By the plugin:' : 'Over stock REST:')
  site = Acceptance::Site.new('contract')
  site.redmine.add_plugin(site.file('ids.json')) if with_plugin
  site.redmine.execute(SUB_PROJECT)
  passes?(site, ARGV.fetch(0))
ensure
  site&.redmine&.stop
end
exit(passed.all? ? 0 : 1)
