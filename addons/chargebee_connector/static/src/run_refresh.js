import { Component, onWillDestroy, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Reloads the form of a run after each of its steps. Shows nothing itself. */
class BillingRunRefresh extends Component {
    static template = xml`<t/>`;
    static props = { ...standardWidgetProps };

    setup() {
        const bus = useService("bus_service");
        const reload = ({ id }) => {
            if (id === this.props.record.resId) {
                this.props.record.load();
            }
        };
        bus.subscribe("billing.run", reload);
        onWillDestroy(() => bus.unsubscribe("billing.run", reload));
    }
}

registry.category("view_widgets").add("billing_run_refresh", { component: BillingRunRefresh });
