# frozen_string_literal: true

# What people enter for Estafeta on pages, and who changed what of it.
class CreateEstafetaSettings < ActiveRecord::Migration[6.1]
  def change
    create_table :estafeta_settings do |t|
      t.string :kind, null: false, limit: 20
      t.integer :project_id
      t.integer :user_id
      t.text :details, null: false
      t.integer :lock_version, null: false, default: 0
    end
    add_index :estafeta_settings, %i[kind project_id]
    create_table :estafeta_setting_changes do |t|
      t.string :kind, null: false, limit: 20
      t.integer :project_id
      t.integer :author_id, null: false
      t.datetime :made_on, null: false
      t.text :before
      t.text :after
    end
    add_index :estafeta_setting_changes, %i[kind project_id]
  end
end
