package infra

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/go-ldap/ldap/v3"
	"go.mongodb.org/mongo-driver/bson"
	"gorm.io/gorm"
)

func other(db *gorm.DB, name string) {
	_ = ec2.DescribeInstancesInput{Filters: []types.Filter{{Name: aws.String("tag:Name"), Values: []string{name}}}}
	filter := bson.M{"name": name, "$and": []bson.M{{"age": bson.M{"$gt": 5}}}}
	collection.Find(ctx, filter)
	ldapFilter := fmt.Sprintf("(&(objectClass=person)(uid=%s))", ldap.EscapeFilter(name))
	_ = ldap.NewSearchRequest("dc=example", 2, 0, 0, 0, false, ldapFilter, nil, nil)
	_ = logging.ListEntriesRequest{Filter: fmt.Sprintf(`resource.type="gce_instance" AND severity>=%s`, name)}
	_ = monitoring.ListTimeSeriesRequest{Filter: `metric.type = starts_with("compute.googleapis.com")`}
	_ = metav1.ListOptions{FieldSelector: "status.phase=Running", LabelSelector: "app in (a, b)"}
	_ = dynamodb.ScanInput{FilterExpression: aws.String("contains(title, :t) and begins_with(author, :a)")}
	db.Where("name = ? AND age > ?", name, 5).Order("in(name)")
	query := url.Values{"filter": {"and(eq(name,'x'),gt(price,5))"}, "$filter": {"contains(Name, 'x')"}}
	cmd.Flags().String("filter", "status=running", "docker filter")
	body := `{"query": {"bool": {"filter": {"term": {"name": "x"}}}}}`
}
